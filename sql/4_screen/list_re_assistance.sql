-- One row per person to whom re-assistance of the year is owed: what the layer gives is more than what was paid.
-- Basis: 004 三(二) (再救助：五重保障报销后剩余个人承担的部分). The amount is what is owed, compared what the layer gives.
-- Reads: payer_gap, strongest.
with

gap as (
    select *
    from payer_gap
    where list = 're_assistance'
),

list_re_assistance as (
    select
        're_assistance' as list,
        gap.person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        strongest.identity,
        gap.layer,
        cast(gap.entitled - gap.reported as decimal(16,2)) as amount,
        cast(gap.entitled as decimal(16,2)) as compared,
        case when gap.reported = 0 then 'nothing_paid' else 'paid_less' end as reason,
    from gap
    left join strongest on strongest.person_id = gap.person_id
    where gap.entitled > gap.reported
)

select * from list_re_assistance
