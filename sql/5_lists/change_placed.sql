-- One row per change: with the township and the identity that count it. Who goes out is counted where the issue had the person, under the identity
-- that the issue told; everybody else where and as what the person is now.
-- Basis: 000 二(六): lists go to the township; the figures before and after add up place by place only if nobody is counted in two.
-- Reads: change_cause, settle.burden, lists.issue_row. Parameters: $month (six digits).
with

placed_now as (
    select
        burden.person_id,
        coalesce(burden.county_code, '') as county_code,
        coalesce(burden.township_code, '') as township_code,
        coalesce(burden.identity, '') as identity,
    from settle.burden as burden
    semi join change_cause using (person_id)
    where burden.year = $month // 100 and burden.month <= $month % 100
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

placed_then as (
    select
        issue_id,
        row_no,
        coalesce(json_extract_string(frozen, '$.county_code'), '') as county_code,
        coalesce(json_extract_string(frozen, '$.township_code'), '') as township_code,
        coalesce(json_extract_string(frozen, '$.identity'), '') as identity,
    from lists.issue_row
    semi join change_cause using (issue_id, row_no)
),

change_placed as (
    select
        change_cause.*,
        case when change = 'out' then placed_then.county_code else coalesce(placed_now.county_code, '') end as county_code,
        case when change = 'out' then placed_then.township_code else coalesce(placed_now.township_code, '') end as township_code,
        case when change = 'out' then placed_then.identity else coalesce(placed_now.identity, '') end as identity,
    from change_cause
    left join placed_now using (person_id)
    left join placed_then using (issue_id, row_no)
)

select * from change_placed
