-- One row per person whose right to be treated first and pay later the month changed: gained or lost with the identity.
-- Basis: 000 二(三), 002 二(四), 003 art. 20: insured holders of the named identities, designated institutions, no deposit.
-- Reads: warehouse.identity_span, identity_rank, list_identity, work_person. Parameters: $month_end; $before, the last day of the month before.
with

moment as (
    select 'now' as moment, $month_end as day
    union all
    select 'before', $before
),

entitled as (
    select
        span.person_id,
        moment.moment,
        span.identity,
    from warehouse.identity_span as span
    join moment on moment.day between span.begins and span.ends
    join list_identity on list_identity.identity = span.identity and list_identity.list = 'treat_first'
    join identity_rank on identity_rank.identity = span.identity
    qualify row_number() over (partition by span.person_id, moment.moment order by identity_rank.rank) = 1
),

changed as (
    select
        coalesce(this_month.person_id, last_month.person_id) as person_id,
        coalesce(this_month.identity, last_month.identity) as identity,
        case when last_month.person_id is null then 'gained' else 'lost' end as reason,
    from (select * from entitled where moment = 'now') as this_month
    full join (select * from entitled where moment = 'before') as last_month using (person_id)
    where this_month.person_id is null or last_month.person_id is null
),

list_treat_first as (
    select
        'treat_first' as list,
        changed.person_id,
        work_person.resdbook_no,
        cast(null as varchar) as setl_id,
        changed.identity,
        cast(null as varchar) as layer,
        cast(null as decimal(16,2)) as amount,
        cast(null as decimal(16,2)) as compared,
        changed.reason,
    from changed
    join work_person using (person_id)
    where changed.reason = 'lost' or work_person.insured_state = 'insured'
)

select * from list_treat_first
