-- One row per decision that recognises an identity and has not been taken back before it began: from its first day to its last.
-- Basis: 003 art. 13 (from the day of recognition), art. 17. A decision without a last day holds until rosters take the identity over: until the
-- first full snapshot since that has it, or a row that begins on its first day or later; from then on rosters say how long. A decision made on the same day
-- or later that ends the identity ends this one too. Reads: identity_decision, warehouse.identity_row, warehouse.alias.
-- Example: recognised from 2023-03-05, on the snapshot of 2023-03-31, missing from that of 2023-06-30: held from 2023-03-05 to 2023-06-29.
with

grant_told as (
    select
        person_id,
        identity,
        begndate as begins,
        enddate,
        decided_on,
        min(learned_on) as learned_on,
    from identity_decision
    where span = 'begins'
    group by person_id, identity, begndate, enddate, decided_on
),

roster as (
    select
        coalesce(alias.person_id, identity_row.person_id) as person_id,
        identity_row.identity,
        identity_row.as_of,
        coalesce(identity_row.as_of, identity_row.begndate) as says_on,
    from warehouse.identity_row as identity_row
    left join warehouse.alias as alias on alias.alias_id = identity_row.person_id
),

taken_over as (
    select
        grant_told.*,
        min(roster.says_on) as taken_on,
    from grant_told
    left join roster
        on roster.person_id = grant_told.person_id
        and roster.identity = grant_told.identity
        and roster.says_on >= grant_told.begins
        and (roster.says_on >= grant_told.decided_on or roster.as_of is null and roster.says_on = grant_told.begins)
    group by grant_told.person_id, grant_told.identity, grant_told.begins, grant_told.enddate, grant_told.decided_on, grant_told.learned_on
),

ended as (
    select
        taken_over.*,
        min(stopping.begndate) as stops_on,
    from taken_over
    left join identity_decision as stopping
        on stopping.span = 'ends'
        and stopping.person_id = taken_over.person_id
        and stopping.identity = taken_over.identity
        and stopping.decided_on >= taken_over.decided_on
    group by
        taken_over.person_id, taken_over.identity, taken_over.begins, taken_over.enddate, taken_over.decided_on, taken_over.learned_on,
        taken_over.taken_on
),

identity_granted as (
    select
        person_id,
        identity,
        begins,
        least(coalesce(enddate, taken_on, date '9999-12-31'), coalesce(cast(stops_on - 1 as date), date '9999-12-31')) as ends,
        learned_on,
    from ended
)

select * from identity_granted
