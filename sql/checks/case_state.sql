-- @check 办理情况与历次经过对不上
-- @when month full
-- One row per case whose state is not what its events say, or that has events and no state, or a state and no events.
-- Basis: 004 (逐一销号); promise 2. Told once more from the events alone, one after the other.
-- Reads: warehouse.case_event, warehouse.case_state.
with

stepped as (
    select
        *,
        lag(state) over (partition by person_id, rule, year order by position) as before,
        row_number() over (partition by person_id, rule, year order by position desc) as from_end,
    from warehouse.case_event
),

broken as (
    select distinct person_id, rule, year
    from stepped
    where (before is null) <> (event = 'opened')
        or event = 'opened' and (state <> 'to_visit' or row_id is not null)
        or effect = 'closes' and state <> 'closed'
        or effect = 'withdrawn' and state <> 'closed'
        or effect = 'waits' and state <> 'decided'
        or effect = 'attempt' and state <> before
        or effect = 'listed' and before <> 'closed'
        or event = 'reopened' and (before <> 'closed' or state = 'closed')
),

ended as (
    select
        stepped.person_id,
        stepped.rule,
        stepped.year,
        stepped.state,
        count(*) filter (earlier.event = 'reopened') > 0 as is_reopened,
        max(earlier.month) filter (earlier.event in ('opened', 'reopened')) as since,
    from stepped
    join stepped as earlier using (person_id, rule, year)
    where stepped.from_end = 1
    group by stepped.person_id, stepped.rule, stepped.year, stepped.state
),

differing as (
    select coalesce(ended.person_id, known.person_id) as person_id
    from ended
    full join warehouse.case_state as known
        on known.person_id = ended.person_id and known.rule = ended.rule and known.year = ended.year
    where known.state is distinct from ended.state
        or known.since is distinct from ended.since
        or known.is_reopened is distinct from ended.is_reopened
),

case_state as (
    select person_id from broken
    union all
    select person_id from differing
)

select * from case_state
