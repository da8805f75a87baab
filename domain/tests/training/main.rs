//! Training, as typed, summed up, compared and told: the vocabulary without any feature.

#[cfg(test)]
mod draft;
#[cfg(test)]
mod load;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod records;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod start;
#[cfg(test)]
mod trend;
#[cfg(test)]
mod wire;
