-- One row per holder whose in-scope cost of the year was paid to less than the promised share by basic and catastrophic insurance.
-- Basis: 001 二.3 (经基本医保、大病保险报销后，合规医疗费用实际报销比例). The test multiplies across, it never divides.
-- The amount is what is missing to the share, compared is what was paid. Reads: list_member, settle.burden.
-- Parameters: $year, $month; $least, the promised share.
-- Example: in scope 1,000.00, paid 849.99, share 85 in 100: listed with 0.01; paid 850.00: not.
with

member as (
    select person_id, identity from list_member where list = 'actual_rate'
),

figures as (
    select burden.*
    from settle.burden as burden
    semi join member using (person_id)
    where burden.year = $year and burden.month <= $month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

list_actual_rate as (
    select
        'actual_rate' as list,
        member.person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        member.identity,
        cast(null as varchar) as layer,
        cast(figures.in_scope * cast($least as decimal(9,6)) as decimal(16,2)) - figures.basic - figures.catastrophic as amount,
        figures.basic + figures.catastrophic as compared,
        'below_share' as reason,
    from member
    join figures using (person_id)
    where figures.in_scope > 0 and figures.basic + figures.catastrophic < figures.in_scope * cast($least as decimal(9,6))
)

select * from list_actual_rate
