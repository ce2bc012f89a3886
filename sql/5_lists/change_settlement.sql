-- One row per settlement that made the difference in an example: the month's own, those that came after the issue, refunds and what they undid,
-- versions that replaced one another, those of a number that has been merged.
-- Basis: promise 3. Reads: example, warehouse.alias, warehouse.settlement, warehouse.standing, counted_med_type.
-- Parameters: $edge, the row_id from which on anything was learned after the issue; $since, the issue's month, $month (both six digits).
with

numbers as (
    select example.*, example.person_id as number from example
    union all
    select example.*, alias.alias_id as number
    from example
    join warehouse.alias as alias using (person_id)
),

stored as (
    select
        numbers.person_id,
        numbers.cause,
        numbers.number <> numbers.person_id as is_of_other_number,
        settlement.setl_id,
        settlement.setl_month,
        cast(settlement.setl_time as date) as settled_on,
        settlement.row_id,
        settlement.row_id >= $edge as is_late,
        settlement.init_setl_id,
        settlement.medfee_sumamt,
        coalesce(standing.standing, '') as standing,
        case
            when numbers.measure = 'burden' then settlement.psn_pay
            when settlement.medfee_sumamt >= 0 then greatest(settlement.inscp_amt - settlement.fund_pay_sumamt, 0)
            else least(settlement.inscp_amt - settlement.fund_pay_sumamt, 0)
        end as amount,
    from numbers
    join warehouse.settlement as settlement on settlement.person_id = numbers.number
    left join warehouse.standing as standing using (row_id)
    where settlement.setl_month // 100 = $month // 100
        and settlement.med_type in (select code from counted_med_type)
),

replaced as (
    select setl_id
    from stored
    group by setl_id
    having count(*) > 1
),

judged as (
    select
        *,
        case cause
            when 'crossed' then standing = '' and setl_month > $since and setl_month <= $month
            when 'late_settlement' then standing = '' and is_late and medfee_sumamt >= 0 and setl_month <= $since
            when 'refund' then
                (is_late or setl_month > $since)
                and (standing in ('refund', 'refund_part', 'refunded') or standing = '' and medfee_sumamt < 0)
            when 'corrected' then setl_id in (select setl_id from replaced)
            when 'merged' then is_of_other_number and standing = ''
            else false
        end as is_meant,
    from stored
),

change_settlement as (
    select
        person_id,
        setl_id,
        settled_on,
        standing,
        amount,
        is_late,
        row_id // 4294967296 as batch_id,
        count(*) over (partition by person_id) as settlement_count,
        row_number() over (partition by person_id order by abs(amount) desc, settled_on, setl_id, row_id) as place,
    from judged
    where is_meant
)

select * from change_settlement
order by person_id, place
