-- One row per stored settlement that does not simply count where it stands: what it is instead, and from when it counts if it does.
-- Basis: 退费 undoes the settlement that it names, as if it had never been; of several versions of a SETL_ID the one with the latest
-- UPDT_TIME holds, and where that does not decide, none does. A pure function of what is stored: the order of loading leaves no trace.
--   superseded, conflict        an older version; several newest versions that differ
--   refunded, refund            a settlement wholly undone; the record that undid it
--   refund_part                 a record that undid a part: its amounts count where the settlement stands
--   refund_pending, refund_excess, refund_mismatch   names a settlement not here (yet); undoes more than there was; names another person's
-- Exports that have only REFD_SETL_FLAG and no INIT_SETL_ID are paired by person and fee: both sides of a pair stand aside.
-- Reads: warehouse.settlement, warehouse.repeated_settlement, warehouse.alias.
-- Example: 10,400.00 settled in March, -10,400.00 in June naming it: both stand aside, March falls to what it was without it.
with

versions as (
    select
        stored.row_id,
        stored.setl_id,
        coalesce(stored.updt_time, timestamp '0001-01-01') as updated,
        md5(cast(row(
            coalesce(alias.person_id, stored.person_id),
            *columns(stored.* exclude (row_id, person_id, psn_no, psn_name, updt_time))
        ) as varchar)) as content,
        case when stored.person_id > 0 then '1' else '0' end || md5(cast(row(*columns(stored.* exclude (row_id))) as varchar)) as fullness,
    from warehouse.settlement as stored
    semi join warehouse.repeated_settlement using (setl_id)
    left join warehouse.alias as alias on alias.alias_id = stored.person_id
),

newest as (
    select
        setl_id,
        max(updated) as updated,
    from versions
    group by setl_id
),

contents_of_newest as (
    select
        versions.setl_id,
        newest.updated,
        count(distinct versions.content) as content_count,
        max(versions.fullness) as fullness,
    from versions
    join newest using (setl_id, updated)
    group by versions.setl_id, newest.updated
),

-- Versions that differ only in the name, or in knowing the person by psn_no instead of certno, are one: the fuller one holds.
version_standing as (
    select
        versions.row_id,
        case when versions.updated < contents_of_newest.updated or content_count = 1 then 'superseded' else 'conflict' end as standing,
    from versions
    join contents_of_newest using (setl_id)
    where versions.updated < contents_of_newest.updated
        or contents_of_newest.content_count > 1
        or versions.fullness < contents_of_newest.fullness
),

undoing as (
    select
        stored.row_id,
        stored.setl_id,
        stored.init_setl_id,
        coalesce(alias.person_id, stored.person_id) as person_id,
        stored.setl_time,
        stored.medfee_sumamt,
    from warehouse.settlement as stored
    left join warehouse.alias as alias on alias.alias_id = stored.person_id
    anti join version_standing using (row_id)
    where stored.init_setl_id is not null and stored.medfee_sumamt < 0 and stored.is_valid
),

undone as (
    select
        stored.row_id,
        stored.setl_id,
        coalesce(alias.person_id, stored.person_id) as person_id,
        stored.setl_time,
        stored.medfee_sumamt,
    from warehouse.settlement as stored
    semi join undoing on undoing.init_setl_id = stored.setl_id
    left join warehouse.alias as alias on alias.alias_id = stored.person_id
    anti join version_standing using (row_id)
    where stored.is_valid and stored.medfee_sumamt >= 0
),

matched as (
    select
        undoing.row_id,
        undoing.setl_id,
        undoing.setl_time,
        undoing.medfee_sumamt as taken_back,
        undone.row_id as undone_row_id,
        undone.setl_time as undone_time,
        undone.medfee_sumamt as fee,
        undone.person_id = undoing.person_id as is_same_person,
    from undoing
    left join undone on undone.setl_id = undoing.init_setl_id
),

-- One that takes back more than there ever was is set aside by itself and does not stand in the way of those that fit.
summed as (
    select
        *,
        case
            when fee + taken_back < 0 then fee + taken_back
            else fee + sum(taken_back) filter (fee + taken_back >= 0)
                over (partition by undone_row_id, is_same_person order by setl_time, setl_id)
        end as left_over,
    from matched
),

refund_standing as (
    select
        row_id,
        undone_row_id,
        undone_time,
        left_over,
        case
            when undone_row_id is null then 'refund_pending'
            when not is_same_person then 'refund_mismatch'
            when left_over < 0 then 'refund_excess'
            else 'refund'
        end as standing,
    from summed
),

wholly_undone as (
    select distinct undone_row_id
    from refund_standing
    where standing = 'refund' and left_over = 0
),

-- REFD_SETL_FLAG without a record that names its original. On the original: the platform has undone it, though the record has not come
-- (where one has come, its amounts say how much was undone). On a negative record: it is the other half of such an original.
flagged_row as (
    select
        stored.row_id,
        stored.medfee_sumamt,
        row_number() over (
            partition by coalesce(alias.person_id, stored.person_id), stored.medfee_sumamt
            order by stored.setl_time, stored.setl_id, stored.row_id
        ) as number,
        coalesce(alias.person_id, stored.person_id) as person_id,
    from warehouse.settlement as stored
    left join warehouse.alias as alias on alias.alias_id = stored.person_id
    anti join version_standing using (row_id)
    anti join (select undone_row_id as row_id from refund_standing where standing = 'refund') as named using (row_id)
    where stored.refd_setl_flag and stored.is_valid and stored.init_setl_id is null and stored.medfee_sumamt <> 0
),

flagged as (
    select row_id
    from flagged_row
    where medfee_sumamt > 0
),

other_half as (
    select undoing_half.row_id
    from flagged_row as undoing_half
    semi join flagged_row as original
        on original.person_id = undoing_half.person_id
        and original.medfee_sumamt = -undoing_half.medfee_sumamt
        and original.number = undoing_half.number
    where undoing_half.medfee_sumamt < 0
),

standing as (
    select row_id, standing, cast(null as timestamp) as counts_at from version_standing
    union all
    select
        refund_standing.row_id,
        case
            when refund_standing.standing = 'refund' and wholly_undone.undone_row_id is null then 'refund_part'
            else refund_standing.standing
        end as standing,
        case when refund_standing.standing = 'refund' and wholly_undone.undone_row_id is null then refund_standing.undone_time end as counts_at,
    from refund_standing
    left join wholly_undone using (undone_row_id)
    union all
    select undone_row_id as row_id, 'refunded' as standing, cast(null as timestamp) as counts_at from wholly_undone
    union all
    select row_id, 'refunded' as standing, cast(null as timestamp) as counts_at from flagged
    union all
    select row_id, 'refund' as standing, cast(null as timestamp) as counts_at from other_half
)

select * from standing
