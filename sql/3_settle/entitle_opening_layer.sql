-- One row per person whom a layer can reach and who brings something along in that layer, in fen.
-- Basis: DESIGN, To date. Reads: entitle_opening. Parameters: $layer.
with

entitle_opening_layer as (
    select
        person_id,
        accumulated,
        paid,
    from entitle_opening
    where layer = $layer
)

select * from entitle_opening_layer
