//! Imports and their files. What a row says belongs to whoever imports; here it has a place and a version.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::table::keys::{Key, Range, sort_after};
use crate::table::{Item, Table, TableError, Versioned, versioned};
use crate::text::{opaque_id, text};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::RangeInclusive;

text! {
    /// An import's opaque id: 1 to 64 characters of `[A-Za-z0-9_-]`.
    ImportId: opaque_id
}

/// Each method is for [`Act::ImportWorkouts`]. `expires_at` is when the row goes by itself: whoever reads must
/// not rely on its being gone by then.
impl Table {
    /// An import's own row.
    pub async fn import<T: DeserializeOwned>(
        &self,
        permit: &Permit,
        id: &ImportId,
    ) -> Result<Option<Versioned<T>>, TableError> {
        self.record(&Key::import(permit.covers(Act::ImportWorkouts)?, id)).await
    }

    /// Writes an import's own row over the version it names, 0 for a new one, and tells the new version.
    pub async fn save_import<T: Serialize>(
        &self,
        permit: &Permit,
        id: &ImportId,
        row: &Versioned<T>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<u64, TableError> {
        self.save(&Key::import(permit.covers(Act::ImportWorkouts)?, id), row, expires_at).await
    }

    /// Every import of the athlete, by id.
    pub async fn imports<T: DeserializeOwned>(
        &self,
        permit: &Permit,
    ) -> Result<Vec<(ImportId, Versioned<T>)>, TableError> {
        let items = self.all(&Range::imports(permit.covers(Act::ImportWorkouts)?)).await?;
        let own_row = |item: Item| {
            let id = ImportId::parse(sort_after(&item, "IMPORT#")?)?;
            Some(versioned::read(item).map(|row| (id, row)))
        };
        items.into_iter().filter_map(own_row).collect()
    }

    /// Writes the row of one file over the version it names, 0 for a new one, and tells the new version.
    pub async fn save_import_file<T: Serialize>(
        &self,
        permit: &Permit,
        (id, file): (&ImportId, u32),
        row: &Versioned<T>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<u64, TableError> {
        let key = Key::import_file(permit.covers(Act::ImportWorkouts)?, id, file);
        self.save(&key, row, expires_at).await
    }

    /// The rows of an import's files, by number.
    pub async fn import_files<T: DeserializeOwned>(
        &self,
        permit: &Permit,
        id: &ImportId,
    ) -> Result<Vec<(u32, Versioned<T>)>, TableError> {
        self.files(&Range::import_files(permit.covers(Act::ImportWorkouts)?, id)).await
    }

    /// The rows of those files of an import that have these numbers, at most 9999, and no others.
    pub async fn some_import_files<T: DeserializeOwned>(
        &self,
        permit: &Permit,
        (id, numbers): (&ImportId, &RangeInclusive<u32>),
    ) -> Result<Vec<(u32, Versioned<T>)>, TableError> {
        self.files(&Range::some_import_files(permit.covers(Act::ImportWorkouts)?, id, numbers)).await
    }

    async fn files<T: DeserializeOwned>(
        &self,
        range: &Range,
    ) -> Result<Vec<(u32, Versioned<T>)>, TableError> {
        let row = |item: Item| {
            let (_, file) = sort_after(&item, "FILE#")?.rsplit_once('#')?;
            let file = file.parse().ok()?;
            Some(versioned::read(item).map(|row| (file, row)))
        };
        self.all(range).await?.into_iter().filter_map(row).collect()
    }

    /// Marks an import as one that somebody has to work on, even after a crash.
    pub async fn import_is_to_do(&self, permit: &Permit, id: &ImportId) -> Result<(), TableError> {
        let key = Key::import_to_do(permit.covers(Act::ImportWorkouts)?, id);
        self.write(&key.item(), |put| put).await.map(drop)
    }

    /// Takes the mark of [`Table::import_is_to_do`] away.
    pub async fn import_is_done(&self, permit: &Permit, id: &ImportId) -> Result<(), TableError> {
        let key = Key::import_to_do(permit.covers(Act::ImportWorkouts)?, id);
        self.remove(key.item()).await
    }

    /// Every marked import and whose it is. Without a permit: it names work, and tells nothing of anybody's log.
    pub async fn imports_to_do(&self) -> Result<Vec<(AthleteId, ImportId)>, TableError> {
        let job = |item: &Item| {
            let (athlete, id) = sort_after(item, "IMPORT#")?.split_once('#')?;
            Some((AthleteId::parse(athlete)?, ImportId::parse(id)?))
        };
        Ok(self.all(&Range::imports_to_do()).await?.iter().filter_map(job).collect())
    }
}
