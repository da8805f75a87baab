//! The query of a call: every parameter is known, comes once, and is what was expected.

use super::fault::Fault;
use axum::http::Uri;
use domain::workout::FieldError;
use std::str::FromStr;
use url::form_urlencoded;

/// What a query asks for, parameter by parameter.
#[derive(Debug)]
pub(crate) struct Asked {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Asked {
    /// The parameters of a query. The one that names the athlete has been read by [`super::call::Call`].
    pub(crate) fn of(uri: &Uri) -> Self {
        let Self { mut pairs, errors } = Self::of_all(uri);
        pairs.retain(|(name, _)| name != super::call::ATHLETE);
        Self { pairs, errors }
    }

    /// The parameters of a query where no athlete is to be named.
    pub(crate) fn of_all(uri: &Uri) -> Self {
        let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned();
        Self { pairs: pairs.collect(), errors: Vec::new() }
    }

    /// The value of a parameter, if it was given and `read` can read it.
    pub(crate) fn take<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let mut given = self.pairs.extract_if(.., |(key, _)| key == name).map(|(_, value)| value);
        let (value, again) = (given.next()?, given.next());
        drop(given);
        let value = if again.is_some() { Err("must be given once".to_owned()) } else { read(&value) };
        value.map_err(|message| self.errors.push(FieldError::new(name, message))).ok()
    }

    /// Everything that is wrong with the query, once all that is known has been taken.
    pub(crate) fn done(mut self) -> Result<(), Fault> {
        let unknown = self.pairs.into_iter().map(|(name, _)| FieldError::new(name, "is not known"));
        self.errors.extend(unknown);
        if self.errors.is_empty() { Ok(()) } else { Err(Fault::Invalid(self.errors)) }
    }
}

/// Reads what has one way to be written; `expected` ends the sentence that begins with the parameter's name.
pub(crate) fn parsed<T: FromStr>(expected: &'static str) -> impl FnOnce(&str) -> Result<T, String> {
    move |text| text.parse().map_err(|_| expected.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(query: &str) -> Vec<String> {
        let mut asked = Asked::of(&format!("/api/v1/workouts?{query}").parse().unwrap());
        asked.take::<u8>("limit", parsed("must be a number"));
        match asked.done() {
            Err(Fault::Invalid(errors)) => errors.iter().map(|error| error.field.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_parameter_is_known_comes_once_and_can_be_read() {
        assert_eq!(wrong("limit=3&athlete=ada"), Vec::<String>::new());
        assert_eq!(wrong("limit=x&form=1"), ["limit", "form"]);
        assert_eq!(wrong("limit=3&limit=3"), ["limit"]);
    }
}
