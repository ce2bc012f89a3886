-- One row per person whom a layer can reach and layer: accumulated and paid before the months being settled, in fen; nobody who is computed from January.
-- Basis: POLICY section 2: a layer accumulates over the year; DESIGN, To date. What everybody accumulates is known of those not reached before, too.
-- Reads: settle.entitlement_state, entitle_person. Parameters: $year; $everyone, the layer that accumulates everybody's cost ('' for none).
with

carried as (
    select
        state.person_id,
        state.layer,
        state.accumulated,
        state.paid,
    from settle.entitlement_state as state
    join entitle_person as person on person.person_id = state.person_id and not person.is_late
    where state.year = $year
),

begun as (
    select
        person.person_id,
        $everyone as layer,
        person.eligible_before as accumulated,
        0 as paid,
    from entitle_person as person
    anti join carried on carried.person_id = person.person_id and carried.layer = $everyone
    where $everyone <> '' and not person.is_late and person.eligible_before <> 0
),

either as (
    select * from carried
    union all
    select * from begun
),

entitle_opening as (
    select
        person_id,
        layer,
        cast(accumulated * 100 as bigint) as accumulated,
        cast(paid * 100 as bigint) as paid,
    from either
    order by person_id
)

select * from entitle_opening
