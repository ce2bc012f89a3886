-- One row per holder whose roster row bears no tag by which state, province or city is judged, or a word that is none.
-- Basis: 004 三(一) (按照国标、省标、市标分别进行标注). Reads: warehouse.identity_row, warehouse.alias, list_member, list_identity, tag_word.
-- Parameters: $month_end.
with

stated as (
    select
        coalesce(alias.person_id, identity_row.person_id) as person_id,
        bool_or(tag_word.tag is not null) as is_tagged,
        bool_or(identity_row.tag is not null) as has_word,
    from warehouse.identity_row as identity_row
    join list_identity on list_identity.identity = identity_row.identity and list_identity.list = 'tag_missing'
    left join tag_word on tag_word.word = identity_row.tag
    left join warehouse.alias as alias on alias.alias_id = identity_row.person_id
    where coalesce(identity_row.begndate, identity_row.as_of) <= $month_end and coalesce(identity_row.enddate, $month_end) >= $month_end
    group by all
),

list_tag_missing as (
    select
        'tag_missing' as list,
        list_member.person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        list_member.identity,
        cast(null as varchar) as layer,
        cast(null as decimal(16,2)) as amount,
        cast(null as decimal(16,2)) as compared,
        case when stated.has_word then 'tag_unknown' else 'tag_missing' end as reason,
    from list_member
    join stated using (person_id)
    where list_member.list = 'tag_missing' and not stated.is_tagged
)

select * from list_tag_missing
