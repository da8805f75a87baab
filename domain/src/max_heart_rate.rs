//! What the highest heart rate may be by age, for whoever has not measured it.
//!
//! People scatter around each of these lines by about ten beats, so a number from here is told as an estimate wherever
//! it stands.

/// 220 − age, in beats per minute. Fox, Naughton and Haskell, Ann Clin Res 3:404, 1971.
pub fn fox(age: u8) -> f64 {
    220.0 - f64::from(age)
}

/// 208 − 0.7 · age, in beats per minute. Tanaka, Monahan and Seals, J Am Coll Cardiol 37:153, 2001.
pub fn tanaka(age: u8) -> f64 {
    208.0 - 0.7 * f64::from(age)
}

/// 207 − 0.7 · age, in beats per minute. Gellish et al., Med Sci Sports Exerc 39:822, 2007.
pub fn gellish(age: u8) -> f64 {
    207.0 - 0.7 * f64::from(age)
}

/// 211 − 0.64 · age, in beats per minute. Nes et al., Scand J Med Sci Sports 23:697, 2013.
pub fn nes(age: u8) -> f64 {
    211.0 - 0.64 * f64::from(age)
}
