//! How much somebody could lift once, by how often they lifted less.

/// The weight for one repetition by Epley, in the unit of `weight`: w (1 + r/30), and w itself for one.
///
/// `None` for no repetitions. Epley, Boyd Epley Workout, 1985.
pub fn epley(weight: f64, repetitions: u8) -> Option<f64> {
    match repetitions {
        0 => None,
        1 => Some(weight),
        more => Some(weight * (1.0 + f64::from(more) / 30.0)),
    }
}

/// The weight for one repetition by Brzycki, in the unit of `weight`: w · 36 / (37 − r).
///
/// `None` for no repetitions and from 37 on. Brzycki, J Phys Educ Recreat Dance 64:88, 1993.
pub fn brzycki(weight: f64, repetitions: u8) -> Option<f64> {
    (1..37).contains(&repetitions).then(|| weight * 36.0 / (37.0 - f64::from(repetitions)))
}
