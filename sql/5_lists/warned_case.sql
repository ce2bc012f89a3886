-- One row per row of the month's official list: how its case stands with this row: its state, since when, for how many months, opened again or not.
-- Basis: 000 二(六), 004 (逐一销号): open items roll on; who rises past the next step after the case was closed is visited again. What was
-- closed on or after the day of issue stays closed; a case of somebody who was said to have died begins closed.
-- Reads: screen.warning, warehouse.case_state, settle.burden, death_word.
-- Parameters: $year, $month, $issued_on.
with

official as (
    select
        person_id,
        rule,
        status,
    from screen.warning
    where month = $year * 100 + $month
        and not early_watch
        and status <> 'gone'
        and not (status = 'corrected' and over_by <= 0)
),

-- Only who was said to have moved is looked for elsewhere.
living as (
    select
        burden.person_id,
        left(burden.township_code, 9) as township_code,
    from settle.burden as burden
    semi join (select person_id from warehouse.case_state where last_reopens = 'elsewhere') as moved using (person_id)
    where burden.year = $year and burden.month <= $month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

dead as (
    select distinct person_id
    from death_word
    where year = $year and is_dead and undone_month is null
),

standing as (
    select
        official.person_id,
        official.rule,
        known.state,
        known.since,
        known.until,
        known.is_reopened,
        known.person_id is null as is_new,
        dead.person_id is null
            and coalesce(known.state, 'closed') = 'closed'
            and (known.last_effect is distinct from 'closes' or known.last_on < $issued_on)
            and case_opens(known.last_effect, known.last_reopens, official.status, coalesce(living.township_code <> known.last_township_code, false))
            as opens,
    from official
    left join warehouse.case_state as known
        on known.person_id = official.person_id and known.rule = official.rule and known.year = $year
    left join living on living.person_id = official.person_id
    left join dead on dead.person_id = official.person_id
),

warned_case as (
    select
        person_id,
        rule,
        case when opens then 'to_visit' else coalesce(state, 'closed') end as state,
        cast(case when opens then $year * 100 + $month else least(since, $year * 100 + $month) end as integer) as since,
        cast(
            case
                when opens then 0
                when is_new then 0
                when state = 'closed' then greatest(until - since, 0)
                else greatest($year * 100 + $month - since, 0)
            end as integer
        ) as months,
        case when opens then not is_new else coalesce(is_reopened, false) end as is_reopened,
    from standing
)

select * from warned_case
