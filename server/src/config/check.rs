//! Which settings go together.

use super::{Settings, StoreKind};
use crate::host::is_loopback;

impl Settings {
    /// Refuses settings that contradict each other, in one sentence.
    pub fn check(&self) -> Result<(), String> {
        let embedded = self.oidc_issuer.is_none() && self.store == StoreKind::Embedded;
        if self.demo && !(embedded && self.listen.ip().is_loopback()) {
            let safe = "listening on loopback with the embedded provider and the embedded store";
            return Err(format!("LONGRUN_DEMO is refused unless {safe}"));
        }
        let url = self.public_url();
        if url.scheme() == "http" && !is_loopback(&url) {
            let why = "over http, browsers keep a sign-in on localhost only";
            return Err(format!(
                "LONGRUN_PUBLIC_URL must begin with https: {why}; let a proxy speak TLS before Longrun"
            ));
        }
        if self.session_idle > self.session_max {
            return Err("LONGRUN_SESSION_IDLE must not be longer than LONGRUN_SESSION_MAX".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::settings;

    #[test]
    fn the_demo_is_refused_where_others_could_reach_it() {
        assert!(settings(&["--demo"]).check().is_ok());
        assert!(settings(&["--demo", "--listen", "0.0.0.0:3000"]).check().is_err());
        let foreign = ["--demo", "--oidc-issuer", "https://a.example", "--oidc-client-id", "x"];
        assert!(settings(&foreign).check().is_err());
        assert!(settings(&["--demo", "--store", "aws"]).check().is_err(), "its passwords would stay there");
    }

    #[test]
    fn an_address_where_browsers_keep_no_sign_in_is_refused() {
        let check = |url: &str| settings(&["--public-url", url]).check();
        for url in
            ["https://longrun.example", "http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]
        {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        for url in ["http://nas.lan:3000", "http://192.168.1.2", "http://localhost.example"] {
            assert!(check(url).expect_err(url).contains("must begin with https"), "{url}");
        }
    }
}
