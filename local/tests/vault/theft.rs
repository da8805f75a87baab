//! Somebody with the table in their hands: reading it, and writing to it.

use crate::{Session, in_an_hour, key, now, session, vault, vault_with};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::vault::{RecordKey, Vault, VaultError, VaultKeys};
use std::collections::HashMap;

type Item = HashMap<String, AttributeValue>;

async fn rows(client: &Client) -> Vec<Item> {
    client.scan().table_name("vault").send().await.unwrap().items.unwrap()
}

async fn only_row(client: &Client) -> Item {
    rows(client).await.remove(0)
}

async fn overwrite(client: &Client, row: Item) {
    client.put_item().table_name("vault").set_item(Some(row)).send().await.unwrap();
}

async fn is_broken(vault: &Vault, key: &RecordKey) -> bool {
    matches!(vault.read::<Session>(key, now()).await, Err(VaultError::Broken))
}

#[tokio::test]
async fn a_dump_of_the_table_holds_neither_ids_nor_contents() {
    let (store, vault) = vault().await;
    vault.create(&key("id-of-ada"), &session("token-of-ada"), in_an_hour(), now()).await.unwrap();
    vault.create(&key("id-of-ben"), &session("token-of-ben"), in_an_hour(), now()).await.unwrap();
    vault.end(&key("id-of-ben"), in_an_hour()).await.unwrap();
    let mut dump = Vec::new();
    for (name, value) in rows(&store.client()).await.into_iter().flatten() {
        dump.extend_from_slice(name.as_bytes());
        match value {
            AttributeValue::B(bytes) => dump.extend_from_slice(bytes.as_ref()),
            AttributeValue::S(text) | AttributeValue::N(text) => dump.extend_from_slice(text.as_bytes()),
            other => panic!("{other:?}"),
        }
    }
    let dump = String::from_utf8_lossy(&dump);
    assert!(dump.contains("SESSION#"), "the dump is one");
    for secret in ["id-of", "token-of", "refresh_token"] {
        assert!(!dump.contains(secret), "{secret}");
    }
    assert!(!format!("{vault:?} {:?}", key("id-of-ada")).contains("id-of"));
}

#[tokio::test]
async fn a_record_moved_to_another_row_does_not_open() {
    let (store, vault) = vault().await;
    vault.create(&key("ada"), &session("one"), in_an_hour(), now()).await.unwrap();
    let client = store.client();
    let mut stolen = only_row(&client).await;
    vault.create(&key("ben"), &session("two"), in_an_hour(), now()).await.unwrap();
    let other = rows(&client).await.into_iter().find(|row| row["pk"] != stolen["pk"]).unwrap();
    stolen.insert("pk".to_owned(), other["pk"].clone());
    overwrite(&client, stolen).await;
    assert!(is_broken(&vault, &key("ben")).await);
    assert!(!is_broken(&vault, &key("ada")).await);
}

#[tokio::test]
async fn the_contents_of_an_older_version_do_not_open_as_the_newer_one() {
    let (store, vault) = vault().await;
    let first = vault.create(&key("ada"), &session("one"), in_an_hour(), now()).await.unwrap();
    let client = store.client();
    let old = only_row(&client).await["sealed"].clone();
    vault.replace(&key("ada"), first, &session("two"), in_an_hour()).await.unwrap();
    let mut row = only_row(&client).await;
    row.insert("sealed".to_owned(), old);
    overwrite(&client, row).await;
    assert!(is_broken(&vault, &key("ada")).await);
}

#[tokio::test]
async fn a_record_whose_life_was_prolonged_does_not_open() {
    let (store, vault) = vault().await;
    vault.create(&key("ada"), &session("one"), in_an_hour(), now()).await.unwrap();
    let client = store.client();
    let mut row = only_row(&client).await;
    row.insert("expires_at".to_owned(), AttributeValue::N("99999999999".to_owned()));
    overwrite(&client, row).await;
    assert!(is_broken(&vault, &key("ada")).await);
}

#[tokio::test]
async fn a_flipped_bit_or_an_unknown_key_id_does_not_open() {
    let (store, vault) = vault().await;
    vault.create(&key("ada"), &session("one"), in_an_hour(), now()).await.unwrap();
    let client = store.client();
    let row = only_row(&client).await;
    let sealed = row["sealed"].as_b().unwrap().as_ref().to_vec();
    // The format, the key id, the salt, the commitment, the text and the tag.
    for byte in [0, 4, 6, 40, 70, sealed.len() - 1] {
        let mut damaged = sealed.clone();
        damaged[byte] ^= 1;
        let mut row = row.clone();
        row.insert("sealed".to_owned(), AttributeValue::B(Blob::new(damaged)));
        overwrite(&client, row).await;
        assert!(is_broken(&vault, &key("ada")).await, "byte {byte}");
    }
}

#[tokio::test]
async fn records_outlive_a_new_key_but_not_the_retirement_of_theirs() {
    let keys = VaultKeys::generate().unwrap();
    let (store, vault) = vault_with(keys.clone()).await;
    vault.create(&key("ada"), &session("one"), in_an_hour(), now()).await.unwrap();
    let file = String::from_utf8(keys.to_bytes().to_vec()).unwrap();
    // As somebody would write the second line by hand, and one day take the first away.
    let both = format!("{file}key 2 {}\n", "A".repeat(43));
    let newer = Vault::new(store.client(), "vault", both.parse().unwrap());
    let read = newer.read::<Session>(&key("ada"), now()).await.unwrap().unwrap();
    let newest: Vec<_> = both.lines().filter(|line| !line.starts_with("key 1 ")).collect();
    let retired = Vault::new(store.client(), "vault", newest.join("\n").parse().unwrap());
    assert!(is_broken(&retired, &key("ada")).await);
    newer.replace(&key("ada"), read.version, &read.value, in_an_hour()).await.unwrap();
    assert!(!is_broken(&retired, &key("ada")).await);
}

#[tokio::test]
async fn a_record_of_one_table_does_not_open_in_another() {
    let (store, vault) = vault().await;
    vault.create(&key("ada"), &session("one"), in_an_hour(), now()).await.unwrap();
    let elsewhere = Vault::new(store.client(), "elsewhere", vault.sealer().keys().clone());
    elsewhere.create_if_missing().await.unwrap();
    let row = only_row(&store.client()).await;
    store.client().put_item().table_name("elsewhere").set_item(Some(row)).send().await.unwrap();
    assert!(is_broken(&elsewhere, &key("ada")).await);
}
