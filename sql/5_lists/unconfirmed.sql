-- One row per county, department and identity: how many persons it recognised long ago whom no roster has named with that identity since, and
-- the day of the first such decision. Such a recognition holds without an end until a roster takes it over.
-- Basis: 003 art. 17 (the departments decide), 000 二(二) (rosters are handed over by month): a decision that never shows in a roster is to be asked after.
-- Reads: identity_decision, identity_said, warehouse.receipt_row, warehouse.alias. Parameters: $before, the last day that is long ago; $day.
with

recognised as (
    select distinct
        decision.person_id,
        decision.identity,
        decision.begndate,
        decision.decided_on,
        told.office,
        left(told.recipient, 6) as county,
    from identity_decision as decision
    join warehouse.receipt_row as told
        on told.identity = decision.identity
        and told.span = 'begins'
        and told.begndate = decision.begndate
        and told.visited_on = decision.decided_on
    left join warehouse.alias as alias on alias.alias_id = told.person_id
    where
        decision.span = 'begins'
        and coalesce(alias.person_id, told.person_id) = decision.person_id
        and decision.decided_on <= $before
        and coalesce(decision.enddate, date '9999-12-31') >= $day
),

confirmed as (
    select distinct recognised.person_id, recognised.identity, recognised.decided_on
    from recognised
    join identity_said as said
        on said.person_id = recognised.person_id
        and said.identity = recognised.identity
        and said.says_on >= recognised.begndate
        and (
            said.says_on >= recognised.decided_on
            or said.as_of is null and said.says_on = recognised.begndate
            and (said.enddate is null or said.enddate >= recognised.decided_on)
        )
),

ended as (
    select distinct recognised.person_id, recognised.identity, recognised.decided_on
    from recognised
    join identity_decision as ending
        on ending.person_id = recognised.person_id
        and ending.identity = recognised.identity
        and ending.span = 'ends'
        and ending.decided_on >= recognised.decided_on
),

unconfirmed as (
    select
        county,
        office,
        identity,
        count(distinct person_id) as persons,
        min(decided_on) as since,
    from recognised
    anti join confirmed using (person_id, identity, decided_on)
    anti join ended using (person_id, identity, decided_on)
    group by county, office, identity
)

select * from unconfirmed
order by county, office, identity
