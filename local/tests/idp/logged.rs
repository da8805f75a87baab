//! What the log tells of accounts and grants: that something happened, and never of whom or with what.

use super::house::{House, house, shaky_house};
use local::table::faults::{Fault, Faults};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::subscriber::with_default;

/// A log in memory; its clones write into the same one.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log is whole").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged of the provider meanwhile, a line for each event.
fn logged(work: impl Future<Output = ()>) -> String {
    let (log, runtime) = (Log::default(), tokio::runtime::Builder::new_current_thread().enable_all().build());
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    with_default(subscriber, || runtime.expect("a runtime").block_on(work));
    let written = log.0.lock().expect("the log is whole");
    let text = String::from_utf8_lossy(&written);
    text.lines().filter(|line| line.contains("local::idp")).collect::<Vec<_>>().join("\n")
}

async fn refresh_token(house: &House) -> String {
    house.tokens().await["refresh_token"].as_str().expect("a token").to_owned()
}

#[test]
fn a_second_use_is_logged_with_its_client_and_without_the_code_or_token() {
    let log = logged(async {
        let house = house().await;
        let code = house.code().await;
        house.exchange(&code).await;
        house.exchange(&code).await;
        let token = refresh_token(&house).await;
        house.refresh(&token).await;
        house.refresh(&token).await;
        tracing::info!(code, token, "local::idp was told");
    });
    let (log, told) = log.rsplit_once('\n').expect("several lines");
    assert_eq!(log.matches("WARN").count(), 2, "{log}");
    assert!(
        log.contains("a code was shown twice") && log.contains("a refresh token was used twice"),
        "{log}"
    );
    assert_eq!(log.matches("client=\"longrun-web\"").count(), 2, "{log}");
    for secret in told.split('"').filter(|part| part.len() > 40 && !part.contains(' ')) {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn accounts_invitations_and_changes_are_logged_without_whose_they_are() {
    let log = logged(async {
        let house = house().await;
        let (ada, password) = (("email", "ada@longrun.test"), ("password", "longrun-demo-1"));
        let invited = house.post("/idp/invite", &[ada, password]).await;
        let (_, link) = invited.body.split_once("?ticket=").expect("the page shows a link");
        let caro = [
            ("ticket", link.split('"').next().unwrap_or_default()),
            ("name", "Caro"),
            ("email", "caro@longrun.test"),
            ("password", "four words in a row"),
            ("time_zone", "Europe/Lisbon"),
        ];
        house.post("/idp/sign-up", &caro).await;
        house.post("/idp/password", &[ada, password, ("new_password", "something else entirely")]).await;
    });
    for event in ["an invitation was made", "an account was created", "a password was changed"] {
        assert!(log.contains(event), "{event}: {log}");
    }
    for whose in ["@longrun.test", "Caro", "ticket", "four words", "entirely"] {
        assert!(!log.contains(whose), "{whose}: {log}");
    }
}

#[test]
fn two_uses_at_once_are_logged() {
    let log = logged(async {
        let faults = Faults::none();
        let house = shaky_house(&faults).await;
        let token = refresh_token(&house).await;
        // The first write has to be sent again, so that both have read the family before either writes it.
        faults.queue("PutItem", Fault::Throttled);
        tokio::join!(house.refresh(&token), house.refresh(&token));
    });
    assert!(log.contains("WARN") && log.contains("used twice at once"), "{log}");
}
