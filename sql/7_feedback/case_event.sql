-- One row per thing that happened to a case and was told by an office, or changed its state: what it was, who, when, by which row or receipt.
-- States: to_visit, visited, decided (waits for a department), closed. The last effective word (withdrawn, closes, waits) decides, and after it
-- the first row that opens the case again and the first visit behind that row.
-- Basis: 000 二(六), 003 art. 17; 004 (逐一销号). Reads: case_happening.
with

stretched as (
    select
        *,
        sum(case when effect in ('withdrawn', 'closes', 'waits') then 1 else 0 end)
            over (partition by person_id, rule, year order by position) as stretch,
    from case_happening
),

begun as (
    select
        *,
        max(effect) filter (effect in ('withdrawn', 'closes', 'waits')) over whole as last_effect,
        max(reopens) filter (effect in ('withdrawn', 'closes', 'waits')) over whole as last_reopens,
        max(township_code) filter (effect in ('withdrawn', 'closes', 'waits')) over whole as last_township_code,
    from stretched
    window whole as (partition by person_id, rule, year, stretch)
),

opened as (
    select
        *,
        min(position) filter (
            effect = 'listed' and case_opens(last_effect, last_reopens, cause, coalesce(township_code <> last_township_code, false))
        ) over (partition by person_id, rule, year, stretch) as opened_at,
    from begun
),

visited as (
    select
        *,
        min(position) filter (effect = 'visited' and position > opened_at)
            over (partition by person_id, rule, year, stretch) as visited_at,
    from opened
),

stated as (
    select
        *,
        case
            when visited_at <= position then 'visited'
            when opened_at <= position then 'to_visit'
            when last_effect = 'waits' then 'decided'
            else 'closed'
        end as state,
    from visited
),

following as (
    select
        *,
        lag(state) over (partition by person_id, rule, year order by position) as state_before,
    from stated
),

case_event as (
    select
        person_id,
        rule,
        year,
        position,
        month,
        case
            when state_before is null then 'opened'
            when state_before = 'closed' and state <> 'closed' then 'reopened'
            when state <> state_before then state
            when effect = 'attempt' then 'attempt'
            else 'noted'
        end as event,
        state,
        effect,
        cause,
        reopens,
        coalesce(office, 'list') as office,
        visitor,
        township_code,
        happened_on,
        issue_id,
        row_no,
        row_id,
    from following
    where effect <> 'listed' or state_before is null or state <> state_before
)

select * from case_event
