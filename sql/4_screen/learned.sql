-- One row per person of whom the month says other than the issue did: what was learned after the issue, and what moved between the two months.
-- Basis: promise 4: a correction names its cause. Reads: change, lists.issue, lists.issue_row, warehouse.alias, warehouse.settlement, warehouse.standing,
-- counted_med_type, warehouse.identity_span, warehouse.identity_row, warehouse.person_row, warehouse.renumbered_row, warehouse.identifier.
-- Parameters: $issue_id, $month (six digits), $edge, the row_id from which on anything was learned after the issue.
-- A full snapshot names everybody again each month: an identity is news only where no row before the issue said it of the issue's last day.
with

concerned as (
    select distinct person_id
    from change
    where change <> 'stays' or stated_amount <> restated_amount or not was_over
),

compared as (
    select
        coalesce(max(month), 0) as month,
        last_day(make_date(coalesce(max(month), $month) // 100, coalesce(max(month), $month) % 100, 1)) as month_end,
    from lists.issue
    where issue_id = $issue_id
),

numbers as (
    select person_id, person_id as number from concerned
    union
    select alias.person_id, alias.alias_id as number from warehouse.alias as alias semi join concerned using (person_id)
),

arrived as (
    select
        numbers.person_id,
        settlement.setl_id,
        settlement.init_setl_id,
        settlement.medfee_sumamt,
        settlement.is_valid,
        settlement.med_type,
        settlement.setl_month,
        case
            when settlement.medfee_sumamt >= 0 then greatest(settlement.inscp_amt - settlement.fund_pay_sumamt, 0)
            else least(settlement.inscp_amt - settlement.fund_pay_sumamt, 0)
        end as self_pay,
        settlement.psn_pay as burden,
        standing.standing,
    from warehouse.settlement as settlement
    join numbers on numbers.number = settlement.person_id
    left join warehouse.standing as standing using (row_id)
    where settlement.row_id >= $edge
),

other_version as (
    select
        settlement.setl_id,
        min(settlement.setl_month) as setl_month,
    from warehouse.settlement as settlement
    semi join arrived using (setl_id)
    where settlement.row_id < $edge
    group by settlement.setl_id
),

original as (
    select
        settlement.setl_id,
        min(settlement.setl_month) as setl_month,
    from warehouse.settlement as settlement
    where settlement.setl_id in (select init_setl_id from arrived where standing in ('refund', 'refund_part'))
    group by settlement.setl_id
),

judged as (
    select
        arrived.*,
        case
            when arrived.standing in ('refund', 'refund_part', 'refunded') or arrived.standing is null and arrived.medfee_sumamt < 0 then 'refund'
            when other_version.setl_id is not null and arrived.standing is distinct from 'superseded' then 'corrected'
            when arrived.standing is null and arrived.is_valid and arrived.med_type in (select code from counted_med_type) then 'late'
        end as what,
        least(arrived.setl_month, coalesce(other_version.setl_month, original.setl_month, arrived.setl_month)) as touches_month,
    from arrived
    left join other_version using (setl_id)
    left join original on original.setl_id = arrived.init_setl_id
),

by_settlement as (
    select
        person_id,
        coalesce(bool_or(what = 'refund'), false) as is_refunded,
        coalesce(bool_or(what = 'corrected'), false) as is_corrected,
        coalesce(bool_or(what = 'late'), false) as is_late,
        cast(coalesce(sum(self_pay) filter (what = 'late'), 0) as decimal(16,2)) as late_self_pay,
        cast(coalesce(sum(burden) filter (what = 'late'), 0) as decimal(16,2)) as late_burden,
    from judged
    where touches_month <= (select month from compared)
    group by person_id
),

held as (
    select distinct
        span.person_id,
        span.identity,
        (select month_end from compared) between span.begins and span.ends as is_then,
        last_day(make_date($month // 100, $month % 100, 1)) between span.begins and span.ends as is_now,
    from warehouse.identity_span as span
    semi join concerned using (person_id)
),

moved as (
    select person_id
    from held
    group by person_id, identity
    having bool_or(is_then) <> bool_or(is_now)
),

held_then as (
    select distinct person_id, identity
    from held
    where is_then
),

-- The newest word on each person: of the month's list, or of a correction of it.
told as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.frozen,
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where issue.month = (select month from compared)
    qualify issue.version = max(issue.version) over (partition by coalesce(alias.person_id, issue_row.person_id))
),

stated as (
    select distinct
        person_id,
        unnest(from_json(json_extract(frozen, '$.identities'), '["VARCHAR"]')) as identity,
    from told
    semi join concerned using (person_id)
),

said_before as (
    select
        numbers.person_id,
        identity_row.identity,
    from warehouse.identity_row as identity_row
    join numbers on numbers.number = identity_row.person_id
    where identity_row.row_id < $edge
        and coalesce(identity_row.begndate, identity_row.as_of) <= (select month_end from compared)
        and coalesce(identity_row.enddate, date '9999-12-31') >= (select month_end from compared)
),

identity_news as (
    (select person_id, identity from held_then where person_id in (select person_id from told) except select person_id, identity from stated)
    union
    (select person_id, identity from stated except select person_id, identity from held_then)
    union
    (
        select held_then.person_id, held_then.identity
        from held_then
        anti join said_before using (person_id, identity)
        where held_then.person_id not in (select person_id from told)
    )
),

rostered as (
    select numbers.person_id
    from warehouse.person_row as person_row
    join numbers on numbers.number = person_row.person_id
    group by numbers.person_id
    having min(person_row.row_id) >= $edge
),

renumbered as (
    select numbers.person_id
    from warehouse.renumbered_row as renumbered_row
    join numbers on numbers.number = renumbered_row.old_id or numbers.number = renumbered_row.new_id
    where renumbered_row.row_id >= $edge
),

-- A psn_no under which something was known before the issue, and of which only a later file said whose it is.
other_number as (
    select
        numbers.person_id,
        numbers.number,
        identifier.value as psn_no,
    from numbers
    join warehouse.identifier as identifier on identifier.person_id = numbers.number and identifier.kind = 'psn_no'
    where numbers.number <> numbers.person_id
        and (
            numbers.number in (select person_id from warehouse.settlement where row_id < $edge)
            or numbers.number in (select person_id from warehouse.identity_row where row_id < $edge)
        )
),

named_by as (
    select other_number.person_id, other_number.number, person_row.row_id
    from other_number
    join warehouse.person_row as person_row on person_row.psn_no = other_number.psn_no and person_row.certno is not null
    union all
    select other_number.person_id, other_number.number, settlement.row_id
    from other_number
    join warehouse.settlement as settlement on settlement.psn_no = other_number.psn_no and settlement.person_id <> other_number.number
),

named_late as (
    select person_id
    from named_by
    group by person_id, number
    having min(row_id) >= $edge
),

learned as (
    select
        concerned.person_id,
        coalesce(by_settlement.is_refunded, false) as is_refunded,
        coalesce(by_settlement.is_corrected, false) as is_corrected,
        coalesce(by_settlement.is_late, false) as is_late,
        coalesce(by_settlement.late_self_pay, 0) as late_self_pay,
        coalesce(by_settlement.late_burden, 0) as late_burden,
        concerned.person_id in (select person_id from moved) as is_identity_moved,
        concerned.person_id in (select person_id from identity_news) as is_identity_news,
        concerned.person_id in (select person_id from rostered) as is_rostered,
        concerned.person_id in (select person_id from renumbered union all select person_id from named_late) as is_merged,
    from concerned
    left join by_settlement using (person_id)
)

select * from learned
