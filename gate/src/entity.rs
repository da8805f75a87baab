//! What questions speak of, in Cedar's words.

use crate::question::{ACTION, KINDS, Uid, uid};
use cedar_policy::{EntityId, EntityTypeName, EntityUid};
use domain::act::Act;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The act and, as the schema has it, the group of acts that its scope is good for.
pub(crate) fn action(act: Act) -> (EntityUid, Option<EntityUid>) {
    let named = |name| entity_uid(&uid(ACTION, name));
    (named(act.name()), act.scope().map(|scope| named(scope.name())))
}

/// The types of the schema in Cedar's words. Reading one costs as much as a policy does, so each is read once.
static TYPES: LazyLock<HashMap<&str, EntityTypeName>> = LazyLock::new(|| {
    KINDS.into_iter().map(|kind| (kind, kind.parse().expect("a type name of ours"))).collect()
});

pub(crate) fn entity_uid(Uid { kind, id }: &Uid) -> EntityUid {
    EntityUid::from_type_name_and_id(TYPES[kind].clone(), EntityId::new(id))
}
