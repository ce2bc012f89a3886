-- One row per person, identity and unbroken run of days on which the person holds it: as rosters tell and as departments decided.
-- Basis: 003 art. 13 (from the day of recognition), 002 二(一) (from the month after, where $from_next_month is true), 003 art. 17 (the departments
-- decide on identities); day bounds inclusive. What a decision ended stays ended until a later roster or decision says otherwise.
-- Reads: identity_told, identity_granted, identity_stopped. Parameters: $from_next_month.
-- Example: 低保 on rosters from 2020 without an end, decided to end from 2023-03-10, on the snapshot of 2023-05-31 again: held to 2023-03-09, and
-- again from 2023-05-31.
with

untouched as (
    select told.person_id, told.identity, told.begins, told.ends, told.learned_on
    from identity_told as told
    anti join identity_stopped using (person_id, identity)
),

-- A run of the rosters that decisions touch, and once more from each day on which a roster says again what a decision had ended.
starting as (
    select told.person_id, told.identity, told.begins as said_from, told.begins, told.ends, told.learned_on
    from identity_told as told
    semi join identity_stopped using (person_id, identity)
    union
    select told.person_id, told.identity, told.begins, stopped.again_on, told.ends, told.learned_on
    from identity_told as told
    join identity_stopped as stopped using (person_id, identity)
    where told.begins < stopped.speaks_until and stopped.again_on <= told.ends and stopped.again_on < date '9999-12-31'
),

standing_out as (
    select starting.*
    from starting
    anti join identity_stopped as stopped
        on stopped.person_id = starting.person_id
        and stopped.identity = starting.identity
        and starting.said_from < stopped.speaks_until
        and starting.begins >= stopped.stops_on
        and starting.begins < stopped.again_on
),

stopping as (
    select
        standing_out.*,
        min(stopped.stops_on) over (partition by standing_out.person_id, standing_out.identity, standing_out.said_from, standing_out.begins)
            as stops_on,
    from standing_out
    left join identity_stopped as stopped
        on stopped.person_id = standing_out.person_id
        and stopped.identity = standing_out.identity
        and stopped.stops_on > standing_out.begins
),

held as (
    select * from untouched
    union all by name
    select distinct
        person_id,
        identity,
        begins,
        least(ends, coalesce(cast(stops_on - 1 as date), ends)) as ends,
        learned_on,
    from stopping
    union all by name
    select person_id, identity, begins, ends, learned_on from identity_granted
),

effective as (
    select
        person_id,
        identity,
        case when $from_next_month then cast(date_trunc('month', begins) + interval 1 month as date) else begins end as begins,
        ends,
        learned_on,
    from held
),

numbered as (
    select
        *,
        max(ends) over (partition by person_id, identity order by begins, ends rows between unbounded preceding and 1 preceding) as earlier_ends,
    from effective
    where begins <= ends
),

runs as (
    select
        *,
        sum(case when earlier_ends is null or begins > earlier_ends and begins - earlier_ends > 1 then 1 else 0 end)
            over (partition by person_id, identity order by begins, ends rows unbounded preceding) as run,
    from numbered
),

identity_span as (
    select
        person_id,
        identity,
        min(begins) as begins,
        max(ends) as ends,
        min(learned_on) as learned_on,
    from runs
    group by person_id, identity, run
)

select * from identity_span
