//! Every file of an import can be read, however many there are: a page at a time, by plain links.

use super::support::{Answer, Browser, longrun};
use super::{preview, run, stored};
use http::StatusCode;

/// How many files a page lists.
fn listed(page: &Answer) -> usize {
    page.body.matches("<li data-outcome=").count()
}

/// The names and addresses of the ways to other files.
fn ways(page: &Answer) -> Vec<(&str, &str)> {
    let Some((_, ways)) = page.body.split_once("aria-label=\"More files\"") else { return Vec::new() };
    let ways = ways.split("</nav>").next().unwrap_or_default().split("href=\"").skip(1);
    ways.filter_map(|way| {
        let (href, rest) = way.split_once('"')?;
        Some((rest.split_once('>')?.1.split('<').next()?.trim(), href))
    })
    .collect()
}

#[tokio::test]
async fn every_file_of_a_large_import_can_be_reached_by_links() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let names: Vec<_> = (1..=1001).map(|number| format!("{number}.gpx")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), b"")).collect();
    let (path, first) = preview(&mut ada, &files).await;
    assert!(first.body.contains("1001 files without a workout"), "{}", first.body);
    assert!(first.body.contains("Files 1 to 500 of 1001"), "{}", first.body);
    assert_eq!((listed(&first), ways(&first)), (500, vec![("Next 500 files", "?from=501")]));
    let second = ada.get(&format!("{path}?from=501")).await;
    assert!(second.body.contains(">501.gpx<") && second.body.contains(">1000.gpx<"), "{}", second.body);
    let beside = vec![("Earlier files", "?from=1"), ("The last file", "?from=1001")];
    assert_eq!((listed(&second), ways(&second)), (500, beside));
    let last = ada.get(&format!("{path}?from=1001")).await;
    assert_eq!((listed(&last), ways(&last)), (1, vec![("Earlier files", "?from=501")]));
    for from in ["0", "1002", "-1", "one", "", "4294967296", "1&from=2"] {
        let answer = ada.get(&format!("{path}?from={from}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{from}");
        assert!(answer.body.contains("could not be read"), "{from}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_import_that_fits_on_a_page_leads_nowhere_else() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (path, page) = preview(&mut ada, &vec![("a.gpx", b""); 500]).await;
    assert_eq!((listed(&page), ways(&page)), (500, vec![]));
    assert!(!page.body.contains("Files 1 to"), "{}", page.body);
    assert_eq!(ada.get(&format!("{path}?from=2")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_workout_of_another_page_is_linked_once_it_is_in_the_log() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let file = run(6, 30);
    let mut files = vec![("first.gpx", file.as_bytes())];
    files.extend(vec![("empty.gpx", b"".as_slice()); 499]);
    files.push(("copy.gpx", file.as_bytes()));
    let (path, _) = preview(&mut ada, &files).await;
    let second = format!("{path}?from=501");
    let waiting = ada.get(&second).await;
    assert!(waiting.body.contains("known already"), "{}", waiting.body);
    assert!(!waiting.body.contains("href=\"/workouts/0"), "it has no page yet: {}", waiting.body);
    stored(&mut ada, &path).await;
    assert!(ada.get(&second).await.body.contains("href=\"/workouts/0"));
    ada.post(&format!("{path}/undo"), &[]).await;
    assert!(!ada.get(&second).await.body.contains("href=\"/workouts/0"), "it has no page any more");
}
