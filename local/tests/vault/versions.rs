//! Versions, endings and the one who gets it.

use crate::{Session, in_an_hour, key, now, session, vault};
use chrono::Duration;
use domain::vault::{Vault, VaultError, VaultKeys};
use local::table::faults::{Fault, Faults};
use std::sync::Barrier;
use std::thread;
use tokio::task::JoinSet;

#[tokio::test]
async fn a_record_is_read_as_it_was_written() {
    let (_store, vault) = vault().await;
    let version = vault.create(&key("a"), &session("one"), in_an_hour(), now()).await.unwrap();
    let read = vault.read::<Session>(&key("a"), now()).await.unwrap().unwrap();
    assert_eq!((read.value, read.version, read.expires_at), (session("one"), version, in_an_hour()));
    assert_eq!(vault.read::<Session>(&key("b"), now()).await.unwrap(), None);
}

#[tokio::test]
async fn an_expired_record_is_absent_although_the_row_is_still_there() {
    let (store, vault) = vault().await;
    vault.create(&key("a"), &session("one"), in_an_hour(), now()).await.unwrap();
    assert_eq!(vault.read::<Session>(&key("a"), in_an_hour()).await.unwrap(), None);
    assert_eq!(vault.take::<Session>(&key("a"), in_an_hour()).await.unwrap(), None);
    let later = in_an_hour() + Duration::hours(1);
    vault.create(&key("a"), &session("two"), later, in_an_hour()).await.unwrap();
    assert_eq!(store.sweep(in_an_hour()).unwrap(), 0);
    assert_eq!(store.sweep(later).unwrap(), 1);
}

#[tokio::test]
async fn of_two_who_replace_the_same_version_one_learns_that_it_was_late() {
    let (_store, vault) = vault().await;
    let first = vault.create(&key("a"), &session("one"), in_an_hour(), now()).await.unwrap();
    let second = vault.replace(&key("a"), first, &session("two"), in_an_hour()).await.unwrap();
    let late = vault.replace(&key("a"), first, &session("three"), in_an_hour()).await;
    assert!(matches!(late, Err(VaultError::Changed)));
    let read = vault.read::<Session>(&key("a"), now()).await.unwrap().unwrap();
    assert_eq!((read.value, read.version), (session("two"), second));
}

#[tokio::test]
async fn a_record_is_created_once() {
    let (_store, vault) = vault().await;
    vault.create(&key("a"), &session("one"), in_an_hour(), now()).await.unwrap();
    let again = vault.create(&key("a"), &session("two"), in_an_hour(), now()).await;
    assert!(matches!(again, Err(VaultError::Exists)));
}

#[tokio::test]
async fn nothing_brings_an_ended_record_back() {
    let (_store, vault) = vault().await;
    let version = vault.create(&key("a"), &session("one"), in_an_hour(), now()).await.unwrap();
    vault.end(&key("a"), in_an_hour()).await.unwrap();
    vault.end(&key("a"), now() + Duration::minutes(1)).await.unwrap();
    let late = now() + Duration::minutes(30);
    let replaced = vault.replace(&key("a"), version, &session("two"), in_an_hour()).await;
    let created = vault.create(&key("a"), &session("two"), in_an_hour(), late).await;
    assert!(matches!(replaced, Err(VaultError::Changed)));
    assert!(matches!(created, Err(VaultError::Exists)));
    assert_eq!(vault.read::<Session>(&key("a"), now()).await.unwrap(), None);
    assert_eq!(vault.take::<Session>(&key("a"), now()).await.unwrap(), None);
}

#[tokio::test]
async fn a_record_that_is_ended_before_it_arrives_does_not_arrive() {
    let (_store, vault) = vault().await;
    vault.end(&key("a"), in_an_hour()).await.unwrap();
    let created = vault.create(&key("a"), &session("one"), in_an_hour(), now()).await;
    assert!(matches!(created, Err(VaultError::Exists)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_who_take_a_record_one_gets_it() {
    let (store, vault) = vault().await;
    vault.create(&key("code"), &session("one"), in_an_hour(), now()).await.unwrap();
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let vault = Vault::new(store.faulty_client(&Faults::none()), "vault", vault.sealer().keys().clone());
        callers.spawn(async move { vault.take::<Session>(&key("code"), now()).await.unwrap() });
    }
    let taken: Vec<Session> = callers.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken, [session("one")]);
    let again = vault.create(&key("code"), &session("two"), in_an_hour(), now()).await;
    assert!(matches!(again, Err(VaultError::Exists)), "a code that was spent stays spent");
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_counts_once_and_as_done() {
    let (store, vault) = vault().await;
    let faults = Faults::none();
    let shaky = Vault::new(store.faulty_client(&faults), "vault", vault.sealer().keys().clone());
    faults.queue("PutItem", Fault::LostAnswer);
    let first = shaky.create(&key("a"), &session("one"), in_an_hour(), now()).await.unwrap();
    faults.queue("PutItem", Fault::LostAnswer);
    shaky.replace(&key("a"), first, &session("two"), in_an_hour()).await.unwrap();
    faults.queue("UpdateItem", Fault::LostAnswer);
    assert_eq!(shaky.take::<Session>(&key("a"), now()).await.unwrap(), Some(session("two")));
    assert_eq!(shaky.take::<Session>(&key("a"), now()).await.unwrap(), None);
    assert_eq!(faults.injected(), 3);
}

#[tokio::test]
async fn what_is_said_of_another_shape_quotes_nothing_of_it() {
    let (_store, vault) = vault().await;
    vault.create(&key("a"), &"correct-horse", in_an_hour(), now()).await.unwrap();
    let error = vault.read::<u64>(&key("a"), now()).await.unwrap_err();
    assert_eq!(error.to_string(), "the record has another shape: Data at line 1 column 15");
    assert!(!format!("{error:?}").contains("horse"), "{error:?}");
}

#[test]
fn processes_that_start_together_make_one_file_of_keys() {
    for _ in 0..50 {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("vault.key");
        let start = Barrier::new(8);
        let one = || {
            start.wait();
            VaultKeys::load_or_create(&path).map(|keys| keys.to_bytes())
        };
        let made: Vec<_> = thread::scope(|scope| {
            let started: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            started.into_iter().map(|it| it.join().unwrap().unwrap()).collect()
        });
        let kept = VaultKeys::load(&path).unwrap().to_bytes();
        assert!(made.iter().all(|keys| *keys == kept));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}

#[test]
fn what_a_start_that_was_cut_off_left_behind_does_no_harm() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("vault.new"), "half").unwrap();
    VaultKeys::load_or_create(&directory.path().join("vault.key")).unwrap();
}

#[tokio::test]
async fn keys_come_from_a_private_file_that_is_made_once() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault.keys");
    let made = VaultKeys::load_or_create(&path).unwrap().to_bytes();
    assert_eq!(VaultKeys::load_or_create(&path).unwrap().to_bytes(), made);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(VaultKeys::load_or_create(&path).is_err());
    assert!(VaultKeys::from_bytes(b"longrun-vault-keys 1\nindex AAAA\n").is_err());
}
