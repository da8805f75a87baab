//! Imports as pages show them.

use super::{Desk, ImportError};
use app::pages::import::{Files, ImportView, ImportsView, Listing, done};
use domain::import::{Found, Import, ImportFile};
use domain::table::ImportId;

/// One import with those of its files that a page lists from the one with number `first`, counted from 1.
pub async fn view(desk: &Desk<'_>, id: &ImportId, first: u32) -> Result<(Import, ImportView), ImportError> {
    let import = desk.table.import::<Import>(desk.permit, id).await?.ok_or(ImportError::NotFound)?.value;
    let listing = Listing::new(first, import.files).ok_or(ImportError::NoSuchFile)?;
    let files = files(desk, (id, &import), listing).await?;
    let view = ImportView::new(id.as_str(), &import, &files, desk.profile.units);
    Ok((import, view))
}

/// The files of a page. Only what is still worked on has all of its rows read: its progress is counted.
async fn files(
    desk: &Desk<'_>,
    (id, import): (&ImportId, &Import),
    listing: Listing,
) -> Result<Files, ImportError> {
    let numbers = listing.numbers();
    let (files, done): (Vec<ImportFile>, _) = if import.is_unfinished() {
        let rows = desk.files(id).await?;
        let done = done(import, rows.iter().map(|(_, row)| &row.value));
        let listed = rows.into_iter().filter(|(number, _)| numbers.contains(number));
        (listed.map(|(_, row)| row.value).collect(), Some(done))
    } else {
        let rows = desk.table.some_import_files(desk.permit, (id, &numbers)).await?;
        (rows.into_iter().map(|(_, row)| row.value).collect(), None)
    };
    let same = |found: &Found| found.duplicate_of.clone();
    let known = files.iter().flat_map(|file| &file.workouts).filter_map(same).collect();
    let logged = desk.table.logged_among(desk.permit, &known).await?;
    Ok(Files { listing, files, logged, done })
}

/// Where files are brought, with the imports so far, the newest first.
pub async fn views(desk: &Desk<'_>, error: Option<&str>) -> Result<ImportsView, ImportError> {
    let mut imports: Vec<(ImportId, Import)> =
        desk.table.imports(desk.permit).await?.into_iter().map(|(id, row)| (id, row.value)).collect();
    imports.sort_by_key(|(_, import)| std::cmp::Reverse(import.begun_at));
    let past = imports.iter().map(|(id, import)| (id.as_str(), import));
    Ok(ImportsView::new(past, desk.profile.time_zone, error))
}
