-- One row per decision that ends an identity: the first day without it, the day up to which rosters had spoken before it, and the day on
-- which a full roster says it again, if one does.
-- Basis: 003 art. 17; the last word holds: a department's decision ends what rosters of any source had said before it, and the first full
-- snapshot of a later day that has the person on it is a later word. Reads: identity_decision, identity_said.
with

ended as (
    select
        person_id,
        identity,
        begndate as stops_on,
        max(decided_on) as decided_on,
    from identity_decision
    where span = 'ends'
    group by person_id, identity, begndate
),

identity_stopped as (
    select
        ended.person_id,
        ended.identity,
        ended.stops_on,
        greatest(ended.stops_on, cast(ended.decided_on + 1 as date)) as speaks_until,
        coalesce(min(said.as_of), date '9999-12-31') as again_on,
    from ended
    left join identity_said as said
        on said.person_id = ended.person_id
        and said.identity = ended.identity
        and said.as_of > greatest(ended.stops_on, ended.decided_on)
    group by ended.person_id, ended.identity, ended.stops_on, ended.decided_on
)

select * from identity_stopped
