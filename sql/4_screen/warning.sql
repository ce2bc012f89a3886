-- One row per person and rule on the month's list, on its early watch, or no longer on the list after the last issue.
-- Basis: 000 二(六) and 003 art. 14–17: strictly over the line unless the pack's operator says otherwise; screened every month, the year to date.
-- Statuses against the last issued month of the year: new, continuing, escalated (another whole line further), corrected (what was issued no longer
-- holds: refund, corrected or late settlement, and the line is no longer passed), gone (no longer over the line, or no longer in the rule).
-- Who moves from the early watch to the list is new there; on the watch itself there are new and continuing.
-- A line that is other than when the row was last told is named, and so is one that alone brings somebody onto the list or off it; who is off
-- the list is measured by the line of now.
-- Early watch, apart from the list: at least $early_percent of the line, or on course to pass it by the year's end at the person's own pace.
-- Reads: figure, in_rule, previous_row, earlier_row, told_line, lists.issue.
-- Parameters: $year, $month, $through (the last month that was told), $early_percent, $pace_min_months, $escalation_lines.
-- Example (line 10,000): 10,000.00 is not on the list, 10,000.01 is; 20,000.01 next month has escalated.
with

issued as (
    select month % 100 as month
    from lists.issue
    where month between $year * 100 + 1 and $year * 100 + $month - 1
),

judged as (
    select
        in_rule.*,
        is_over(operator, amount, in_rule.threshold) as is_over,
        told_line.threshold as told_threshold,
        is_over(operator, amount, told_line.threshold) as is_over_told,
    from in_rule
    left join told_line using (rule)
),

first_over as (
    select
        person_id,
        rule,
        min(month) as first_month,
    from judged
    where is_over
    group by person_id, rule
),

over_then as (
    select
        person_id,
        rule,
    from judged
    where month = $through and is_over_told
),

paid_months as (
    select
        person_id,
        count(distinct settlements) as month_count,
    from figure
    group by person_id
),

last_known as (
    select
        in_rule_then.person_id,
        in_rule_then.rule,
        in_rule_then.amount as restated_amount,
    from judged as in_rule_then
    join previous_row using (person_id, rule)
    where in_rule_then.month = previous_row.month
),

now as (
    select
        judged.*,
        first_over.first_month,
        case when not previous_row.is_watched then previous_row.amount end as previous_amount,
        case
            when not previous_row.is_watched then line_moved(previous_row.threshold, judged.threshold)
            when not judged.is_over_told then line_moved(judged.told_threshold, judged.threshold)
        end as line_note,
        is_over(judged.operator, judged.amount, previous_row.threshold) as is_over_as_told,
        is_over(judged.operator, previous_row.amount, judged.threshold) as was_over_by_now,
        over_then.person_id is not null or judged.told_threshold is not distinct from judged.threshold as is_late_news,
        case when previous_row.is_watched then previous_row.amount end as watched_amount,
        last_known.restated_amount,
        earlier_row.listed_month,
        paid_months.month_count,
    from judged
    join paid_months using (person_id)
    left join first_over using (person_id, rule)
    left join previous_row using (person_id, rule)
    left join last_known using (person_id, rule)
    left join earlier_row using (person_id, rule)
    left join over_then using (person_id, rule)
    where judged.month = $month
),

listed as (
    select
        person_id, rule, measure, amount, threshold, first_month, previous_amount,
        false as early_watch,
        '' as early_reason,
        case
            when previous_amount is null then 'new'
            when cast(amount * 100 as bigint) // cast(threshold * 100 as bigint)
                >= cast(previous_amount * 100 as bigint) // cast(threshold * 100 as bigint) + $escalation_lines then 'escalated'
            else 'continuing'
        end as status,
        concat_ws(
            '，',
            case
                when restated_amount <> previous_amount then '上次所报金额更正为 ' || format('{:,.2f}', restated_amount)
                when previous_amount is null and listed_month is not null then '本年' || listed_month || '月也在名单上'
                when previous_amount is null and is_late_news and first_month <= (select max(month) from issued)
                    then first_month || '月底起已超线，身份、结算等数据后来才补到，本月才列入'
            end,
            line_note
        ) as correction_cause,
    from now
    where is_over
),

watched as (
    select
        person_id, rule, measure, amount, threshold, first_month,
        watched_amount as previous_amount,
        true as early_watch,
        case
            when amount * 100 >= threshold * $early_percent
                then '已达预警线的' || cast(amount * 100 as bigint) * 100 // cast(threshold * 100 as bigint) || '%'
            else '按目前进度年底前将超线'
        end as early_reason,
        case when watched_amount is null then 'new' else 'continuing' end as status,
        '' as correction_cause,
    from now
    where not is_over and previous_amount is null
        and (
            amount * 100 >= threshold * $early_percent
            or month_count >= $pace_min_months and amount * 12 > threshold * $month
        )
),

off_the_list as (
    select
        previous_row.person_id,
        previous_row.rule,
        previous_row.measure,
        coalesce(now.amount, case previous_row.measure when 'self_pay' then figure.self_pay else figure.burden end, 0) as amount,
        coalesce(now.threshold, previous_row.threshold) as threshold,
        now.first_month,
        previous_row.amount as previous_amount,
        false as early_watch,
        '' as early_reason,
        now.line_note,
        case
            when now.person_id is null and figure.person_id is not null then 'left'
            when now.is_over_as_told and not now.was_over_by_now then 'line'
            when coalesce(now.restated_amount, 0) < previous_row.amount then 'taken_back'
            else 'fell'
        end as why,
    from previous_row
    left join now using (person_id, rule)
    left join figure on figure.person_id = previous_row.person_id and figure.month = $month
    where not previous_row.is_watched and not coalesce(now.is_over, false)
),

withdrawn as (
    select
        * exclude (line_note, why),
        case why when 'taken_back' then 'corrected' else 'gone' end as status,
        case why
            when 'left' then '身份或险种变化，不再属于本规则范围'
            when 'line' then line_note || '后不再超线'
            when 'taken_back' then concat_ws('，', line_note, '退费或结算更正后不再超线')
            else concat_ws('，', line_note, '本月冲减后不再超线')
        end as correction_cause,
    from off_the_list
),

everyone as (
    select * from listed
    union all by name
    select * from watched
    union all by name
    select * from withdrawn
),

warning as (
    select
        person_id,
        rule,
        cast($year * 100 + $month as integer) as month,
        measure,
        cast(amount as decimal(16,2)) as amount,
        threshold,
        cast(amount - threshold as decimal(16,2)) as over_by,
        cast($year * 100 + first_month as integer) as first_month,
        status,
        early_watch,
        early_reason,
        previous_amount,
        correction_cause,
    from everyone
)

select * from warning
