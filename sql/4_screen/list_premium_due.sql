-- One row per person whose premium subsidy the month changed: due now, already insured this year, another class, or no longer in one.
-- Basis: 002 二(一): subsidised in the month of approval, in effect the next; who has paid this year is not refunded and is subsidised next
-- year; who leaves keeps this year's cover. 003 art. 7: the highest of several identities, never added up. Employees' insurance is not subsidised.
-- The amount is what is due this year (none where the year is paid), compared is a whole year's contribution.
-- Reads: warehouse.identity_span, identity_rank, premium_class, work_person. Parameters: $month_start; $on and $on_before, the last days that an
-- identity may begin to count for this month and for the one before; $contribution, the personal contribution of the year in yuan, or null.
-- Example: approved on 2023-03-20 and insured since January: already_insured, 0.00; uninsured: due_now, the share of the contribution.
with

moment as (
    select 'now' as moment, $on as day
    union all
    select 'before', $on_before
),

classed as (
    select
        span.person_id,
        moment.moment,
        span.identity,
        premium_class.value_id,
        premium_class.due,
    from warehouse.identity_span as span
    join moment on moment.day between span.begins and span.ends
    join premium_class on premium_class.identity = span.identity
    join identity_rank on identity_rank.identity = span.identity
    qualify row_number() over (
        partition by span.person_id, moment.moment
        order by premium_class.share desc nulls last, premium_class.due desc nulls last, identity_rank.rank
    ) = 1
),

changed as (
    select
        coalesce(this_month.person_id, last_month.person_id) as person_id,
        coalesce(this_month.identity, last_month.identity) as identity,
        this_month.value_id,
        this_month.due,
        last_month.value_id as value_before,
    from (select * from classed where moment = 'now') as this_month
    full join (select * from classed where moment = 'before') as last_month using (person_id)
    where this_month.value_id is distinct from last_month.value_id
),

judged as (
    select
        changed.*,
        work_person.resdbook_no,
        case
            when changed.value_id is null then 'left'
            when changed.value_before is not null then 'class_changed'
            when work_person.insured_state = 'insured' and coalesce(work_person.insured_on, $month_start - 1) < $month_start then 'already_insured'
            else 'due_now'
        end as reason,
    from changed
    join work_person using (person_id)
    where work_person.insured_state not in ('died', 'moved') and coalesce(work_person.insurance, 'resident') <> 'employee'
),

list_premium_due as (
    select
        'premium_due' as list,
        person_id,
        resdbook_no,
        cast(null as varchar) as setl_id,
        identity,
        cast(null as varchar) as layer,
        case when reason = 'due_now' then due else cast(0 as decimal(16,2)) end as amount,
        cast($contribution as decimal(16,2)) as compared,
        reason,
    from judged
)

select * from list_premium_due
