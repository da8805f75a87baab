//! Imports as pages show them.

use super::{Desk, ImportError};
use app::pages::import::{ImportView, ImportsView};
use domain::import::Import;
use domain::table::ImportId;

/// One import with its files.
pub async fn view(desk: &Desk<'_>, id: &ImportId) -> Result<(Import, ImportView), ImportError> {
    let import =
        desk.table.import::<Import>(&desk.permits.import, id).await?.ok_or(ImportError::NotFound)?.value;
    let files: Vec<_> = desk.files(id).await?.into_iter().map(|(_, row)| row.value).collect();
    let view = ImportView::new(id.as_str(), &import, &files, desk.profile.units);
    Ok((import, view))
}

/// Where files are brought, with the imports so far, the newest first.
pub async fn views(desk: &Desk<'_>, error: Option<&str>) -> Result<ImportsView, ImportError> {
    let mut imports: Vec<(ImportId, Import)> = desk
        .table
        .imports(&desk.permits.import)
        .await?
        .into_iter()
        .map(|(id, row)| (id, row.value))
        .collect();
    imports.sort_by_key(|(_, import)| std::cmp::Reverse(import.begun_at));
    let past = imports.iter().map(|(id, import)| (id.as_str(), import));
    Ok(ImportsView::new(past, desk.profile.time_zone, error))
}
