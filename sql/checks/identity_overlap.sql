-- @check 同一人同一身份的时间段重叠或颠倒
-- @when full
-- One row per span of an identity that begins before an earlier one of the same person has ended, or ends before it begins.
-- Basis: day bounds inclusive (003 art. 13); one row per unbroken run of days. Reads: warehouse.identity_span.
with

ordered as (
    select
        person_id,
        identity,
        begins,
        ends,
        lag(ends) over (partition by person_id, identity order by begins, ends) as ended,
    from warehouse.identity_span
),

identity_overlap as (
    select person_id, identity, begins
    from ordered
    where ends < begins or ended >= begins
)

select * from identity_overlap
