-- One row per decision that recognises an identity and has not been taken back before it began: from its first day to its last.
-- Basis: 003 art. 13 (from the day of recognition), art. 17. A decision without a last day holds until rosters take the identity over: until the
-- first full snapshot since that has it, or a row that begins on its first day or later; from then on rosters say how long. A row that had run out before
-- the decision was made takes nothing over. A decision made on the same day or later that ends the identity ends this one too.
-- Reads: identity_decision, identity_said.
-- Example: recognised from 2023-03-05, on the snapshot of 2023-03-31, missing from that of 2023-06-30: held from 2023-03-05 to 2023-06-29.
-- Example: on a roster from 2020-01-01 to 2022-12-31, recognised on 2023-03-05 from 2020-01-01: held from 2020-01-01 on.
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

taken_over as (
    select
        grant_told.*,
        min(said.says_on) as taken_on,
    from grant_told
    left join identity_said as said
        on said.person_id = grant_told.person_id
        and said.identity = grant_told.identity
        and said.says_on >= grant_told.begins
        and (
            said.says_on >= grant_told.decided_on
            or said.as_of is null and said.says_on = grant_told.begins and (said.enddate is null or said.enddate >= grant_told.decided_on)
        )
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
