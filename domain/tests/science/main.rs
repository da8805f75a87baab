//! The formulas of training science against numbers that others published, and the laws that they obey.
//!
//! `cargo test --workspace --exclude xtask --test science conformance -- --nocapture` prints every number beside ours.

#[cfg(test)]
mod best;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod consistency;
#[cfg(test)]
mod course;
#[cfg(test)]
mod daniels;
#[cfg(test)]
mod development;
#[cfg(test)]
mod digest;
#[cfg(test)]
mod efficiency;
#[cfg(test)]
mod fitness;
#[cfg(test)]
mod grade;
#[cfg(test)]
mod load;
#[cfg(test)]
mod power;
#[cfg(test)]
mod race;
#[cfg(test)]
mod recording;
#[cfg(test)]
mod review;
#[cfg(test)]
mod zones;
