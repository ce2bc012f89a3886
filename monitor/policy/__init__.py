"""The law as data: policy packs of places, their proofs, and the identity vocabulary.

In: pack files and the texts of the documents. Out: `Pack`, asked for by day. It computes
nothing about persons.
"""

from monitor.policy.figures import UNITS, Unit
from monitor.policy.identity import IDENTITIES, IDENTITY_NAMES, Identity, canonical_identity, identity_rank
from monitor.policy.loader import load_pack, load_pack_file, pack_names
from monitor.policy.model import Clause, Document, Layer, Pack, PolicyValue, Rule, Scheme
from monitor.policy.schema import CareKind, Insurance, Measure, Operator, Window

__all__ = [
    "IDENTITIES",
    "IDENTITY_NAMES",
    "UNITS",
    "CareKind",
    "Clause",
    "Document",
    "Identity",
    "Insurance",
    "Layer",
    "Measure",
    "Operator",
    "Pack",
    "PolicyValue",
    "Rule",
    "Scheme",
    "Unit",
    "Window",
    "canonical_identity",
    "identity_rank",
    "load_pack",
    "load_pack_file",
    "pack_names",
]
