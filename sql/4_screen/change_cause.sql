-- One row per change between an issue and the screened month, with its cause. What stays as it was has none.
--   crossed         the month's own settlements passed the line, or another whole line
--   late_settlement a settlement of the months issued came after the issue
--   refund          a refund or a negative record took back what had counted
--   corrected       a later version of a settlement, or one that contradicts it, took the place of what had counted
--   identity        an identity began or ended, or was learned late
--   roster          the insurance, or whether the person is one of ours, became another
--   parameter       the line, the rule or a setting became another
--   merged          two numbers became one person's, or a number became another
--   other           none of these shows in what was learned
-- Where several apply the one that alone makes the difference comes first: a merged person, a line without which the row would have stayed,
-- then the amount, the line, who belongs to the rule.
-- Basis: promise 4; RELIABILITY R36, R37: a correction names its cause. Reads: change, learned. Parameters: $is_set_otherwise, whether
-- settings or pack are other than at the issue.
-- `before_amount` is what the issue said, else what was known of its month without what came late.
-- Example (line 10,000): 9,000.00 known when issued, 2,000.00 of that month came later: in, late_settlement.
with

weighed as (
    select
        change.*,
        learned.* exclude (person_id),
        change.stated_line is not null as was_listed,
        change.restated_amount <> change.stated_amount as is_amount_other,
        change.restated_line <> change.stated_line as is_line_other,
        change.change = 'out' and is_over_as_stated and not was_over_by_now as is_line_alone,
        change.insurance_then is distinct from change.insurance as is_insurance_moved,
        change.restated_amount - case change.measure when 'self_pay' then learned.late_self_pay else learned.late_burden end as without_late,
    from change
    left join learned using (person_id)
),

compared as (
    select
        *,
        case
            when was_listed then was_over and not is_amount_other and not coalesce(is_line_other, false)
            else not was_over
        end as still_holds,
    from weighed
),

-- What was issued no longer holds of its own month.
overtaken as (
    select
        person_id,
        rule,
        case
            when is_merged then 'merged'
            when is_line_alone then case when $is_set_otherwise then 'parameter' else 'other' end
            when was_listed and is_amount_other and restated_amount < stated_amount and is_refunded then 'refund'
            when was_listed and is_amount_other and restated_amount > stated_amount and is_late then 'late_settlement'
            when was_listed and is_amount_other and is_corrected then 'corrected'
            when was_listed and is_amount_other and is_refunded then 'refund'
            when was_listed and is_amount_other and is_late then 'late_settlement'
            when was_listed and is_amount_other and is_rostered then 'roster'
            when was_listed and (is_amount_other or is_line_other) then case when $is_set_otherwise then 'parameter' else 'other' end
            when not was_listed and is_late and without_late <= restated_line then 'late_settlement'
            when not was_listed and is_corrected then 'corrected'
            when is_identity_news then 'identity'
            when is_rostered or was_listed and is_insurance_moved then 'roster'
            when $is_set_otherwise then 'parameter'
            when is_late then 'late_settlement'
            else 'other'
        end as cause,
    from compared
    where not still_holds
),

-- What was issued holds, and the months since made the difference.
since_then as (
    select
        person_id,
        rule,
        case
            when change = 'in' and was_in_rule then 'crossed'
            when change = 'in' and is_identity_moved and restated_amount >= line then 'identity'
            when change = 'in' and restated_amount < line then 'crossed'
            when change = 'in' and is_insurance_moved and insurance_then is not null then 'roster'
            when change = 'in' and not was_in_force then 'parameter'
            when is_line_alone then 'parameter'
            when change = 'out' and is_in_rule then 'refund'
            when change = 'out' and is_identity_moved then 'identity'
            when change = 'out' and is_insurance_moved then 'roster'
            when change = 'out' then 'parameter'
            else 'crossed'
        end as cause,
    from compared
    where still_holds and change <> 'stays'
),

cause as (
    select * from overtaken
    union all
    select * from since_then
),

change_cause as (
    select
        change.person_id,
        change.rule,
        change.change,
        change.measure,
        change.row_no,
        change.issue_id,
        change.version,
        change.stated_amount,
        change.stated_line,
        change.restated_amount,
        change.amount,
        change.line,
        change.insurance_then,
        change.insurance,
        coalesce(change.stated_amount, case cause.cause when 'late_settlement' then compared.without_late else change.restated_amount end) as before_amount,
        coalesce(cause.cause, '') as cause,
    from change
    left join compared using (person_id, rule)
    left join cause using (person_id, rule)
)

select * from change_cause
