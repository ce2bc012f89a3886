-- One row per settlement of the month whose payments are more than its cost, or that pays a stay which another settlement has paid already; and one
-- per record that intake refused because its parts are more than the whole, as long as no sound one of its number has come.
-- Basis: 002 二(五) (避免重复报销、超费用报销). The amount is what lies beyond the cost (of a stay paid twice all that the second paid), compared the cost.
-- Reads: counted, med_type, strongest, intake.rejected, warehouse.settlement. Parameters: $year, $month.
with

of_the_month as (
    select
        counted.person_id,
        counted.setl_id,
        counted.setl_time,
        counted.medfee_sumamt,
        counted.fund_pay_sumamt,
        counted.ownpay_hosp_part,
        counted.fixmedins_code,
        counted.begndate,
        counted.enddate,
        counted.med_type in (select code from med_type where care = 'inpatient') as is_stay,
    from counted
    where counted.setl_month = $year * 100 + $month and counted.medfee_sumamt > 0
),

above as (
    select
        person_id,
        setl_id,
        cast(fund_pay_sumamt + ownpay_hosp_part - medfee_sumamt as decimal(16,2)) as amount,
        medfee_sumamt as compared,
        'above_cost' as reason,
    from of_the_month
    where fund_pay_sumamt + ownpay_hosp_part > medfee_sumamt
),

-- A settlement that goes before another of the same stay: earlier, or at the same moment with the smaller number.
again as (
    select distinct
        second.person_id,
        second.setl_id,
        cast(second.fund_pay_sumamt as decimal(16,2)) as amount,
        second.medfee_sumamt as compared,
        'paid_twice' as reason,
    from of_the_month as second
    join counted as first
        on first.person_id = second.person_id
        and first.fixmedins_code = second.fixmedins_code
        and first.begndate = second.begndate
        and first.enddate = second.enddate
        and first.medfee_sumamt = second.medfee_sumamt
        and (first.setl_time < second.setl_time or first.setl_time = second.setl_time and first.setl_id < second.setl_id)
    where second.is_stay and second.fund_pay_sumamt > 0 and first.fund_pay_sumamt > 0
),

refused as (
    select distinct
        cast(null as bigint) as person_id,
        rejected.row_key as setl_id,
        cast(null as decimal(16,2)) as amount,
        cast(null as decimal(16,2)) as compared,
        'refused_record' as reason,
    from intake.rejected as rejected
    where rejected.code in ('E-SIGN-001', 'E-BAL-001')
        and rejected.row_key is not null and rejected.row_key not in (select setl_id from warehouse.settlement)
),

everyone as (
    select * from above
    union all
    select * from again
    union all
    select * from refused
),

list_over_cost as (
    select
        'over_cost' as list,
        everyone.person_id,
        cast(null as varchar) as resdbook_no,
        everyone.setl_id,
        strongest.identity,
        cast(null as varchar) as layer,
        everyone.amount,
        everyone.compared,
        everyone.reason,
    from everyone
    left join strongest on strongest.person_id = everyone.person_id
)

select * from list_over_cost
