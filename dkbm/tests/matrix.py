"""Who may see and do what: one table, walked over the URL conf. A page without a row breaks the build.

Columns: nobody (not logged in), reader, coordinator, monitor and admin of „here“, coordinator of
„there“ (foreign), transfer manager who accompanies „here“. Rows with an id are about an internal record
of „here“. 302 for nobody leads to the login.
"""

PEOPLE = ("nobody", "reader", "coordinator", "monitor", "admin", "foreign", "transfer")

ALL = (200,) * 7
OPEN_TO_KNOWN = (302, 200, 200, 200, 200, 200, 200)

# route: (method, expectation per person). Several methods = several rows.
MATRIX: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "dkbm:start": (("get", OPEN_TO_KNOWN),),
    "dkbm:subscriptions": (("get", OPEN_TO_KNOWN), ("post", (302,) * 7)),
    "dkbm:unsubscribe": (("get", (404,) * 7), ("post", (404,) * 7)),
    "dkbm:aufgaben": (("get", OPEN_TO_KNOWN),),
    "dkbm:municipalities": (("get", ALL),),
    "dkbm:municipality": (("get", ALL),),
    "dkbm:sharing": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 200, 403, 403, 404, 404)),
    ),
    "dkbm:settings": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "dkbm:verzeichnis": (("get", ALL),),
    "dkbm:invite": (
        ("get", (302, 403, 403, 403, 200, 404, 404)),
        ("post", (302, 403, 403, 403, 200, 404, 404)),
    ),
    "dkbm:accept": (("get", (404,) * 7), ("post", (404,) * 7)),
    "dkbm:vorschau": (
        ("get", (302, 200, 200, 200, 200, 200, 403)),
        ("post", (302, 404, 404, 404, 404, 404, 403)),
    ),
    "dkbm:switch": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 302, 302, 302, 302, 404, 404)),
    ),
    "dkbm:job": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "dkbm:hilfe": (("get", ALL),),
    "dkbm:glossar": (("get", ALL),),
    "dkbm:rechte": (("get", ALL),),
    "dkbm:rueckmeldung": (("get", ALL),),
    "dkbm:impressum": (("get", ALL),),
    "dkbm:datenschutz": (("get", ALL),),
    "dkbm:barrierefreiheit": (("get", ALL),),
    "livez": (("get", ALL),),
    "readyz": (("get", ALL),),
    "governance:list": (("get", ALL),),
    "transfer:list": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "transfer:export": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "transfer:add": (
        ("get", (302, 403, 403, 403, 403, 403, 200)),
        ("post", (302, 403, 403, 403, 403, 403, 200)),
    ),
    "transfer:import": (
        ("get", (302, 403, 403, 403, 403, 403, 200)),
        ("post", (302, 403, 403, 403, 403, 403, 200)),
    ),
    "transfer:record": (("get", (302, 404, 404, 404, 404, 404, 200)),),
    "transfer:edit": (
        ("get", (302, 404, 404, 404, 404, 404, 200)),
        ("post", (302, 404, 404, 404, 404, 404, 200)),
    ),
    "transfer:module_edit": (
        ("get", (302, 404, 404, 404, 404, 404, 200)),
        ("post", (302, 404, 404, 404, 404, 404, 200)),
    ),
    "transfer:award_edit": (
        ("get", (302, 404, 404, 404, 404, 404, 200)),
        ("post", (302, 404, 404, 404, 404, 404, 200)),
    ),
    "transfer:award_add": (
        ("get", (302, 404, 404, 404, 404, 404, 200)),
        ("post", (302, 404, 404, 404, 404, 404, 200)),
    ),
    "transfer:module_add": (
        ("get", (302, 404, 404, 404, 404, 404, 200)),
        ("post", (302, 404, 404, 404, 404, 404, 200)),
    ),
    "transfer:module_remove": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 404, 404, 404, 404, 404, 302)),
    ),
    "transfer:award_remove": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 404, 404, 404, 404, 404, 302)),
    ),
    "board:list": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "board:file": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "board:heat": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "board:courses": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "board:cliffs": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "board:pair": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "board:talk": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "learning:page": (("get", OPEN_TO_KNOWN),),
    "learning:consent": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 200, 403, 403, 404, 404)),
    ),
    "oparl:system": (("get", ALL),),
    "oparl:bodies": (("get", ALL),),
    "oparl:body": (("get", ALL),),
    "oparl:list": (("get", ALL),),
    # an internal body does not exist here, not even for its own people
    "oparl:object": (("get", (404,) * 7), ("post", (405,) * 7)),
    "governance:body": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "governance:body_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:meeting_add": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:seat_add": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:meeting_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:seat_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:unit": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "governance:unit_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:unit_rename": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:contacts": (("get", (302, 403, 200, 403, 200, 200, 404)),),
    "governance:contact_confirm": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 403, 302, 404, 404)),
    ),
    "governance:quarter": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 404, 403, 404, 404, 404)),
    ),
    "governance:meetings": (("get", ALL),),
    "governance:meeting": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "governance:meeting_file": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "governance:meeting_report": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:meeting_minutes": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "governance:item_add": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:item_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:meeting_invite": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 403, 302, 404, 404)),
    ),
    "governance:item_drop": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 404, 404, 404, 404)),
    ),
    "governance:meeting_import": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 200, 403, 200, 200, 404)),
    ),
    # for everybody with an account: the calendar address of one's own
    "governance:feed_page": (
        ("get", OPEN_TO_KNOWN),
        ("post", OPEN_TO_KNOWN),
    ),
    "governance:feed": (("get", (404,) * 7),),
    "governance:resolutions": (("get", ALL),),
    "governance:resolution": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "governance:resolution_add": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 200, 403, 200, 200, 404)),
    ),
    "governance:resolution_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:step_add": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:step_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:step_remove": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 404, 404, 404, 404)),
    ),
    "governance:assignments": (("get", ALL),),
    "governance:assignment": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "governance:assignment_file": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "governance:assignment_add": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 200, 403, 200, 200, 404)),
    ),
    "governance:assignment_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:assignment_answer": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:electoral_term": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 200, 403, 200, 200, 404)),
    ),
    "governance:master_data": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 200, 403, 200, 200, 404)),
    ),
    "governance:master_data_file": (("get", (302, 403, 200, 403, 200, 200, 404)),),
    "governance:succession": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:relation_add_to_body": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:relation_add_to_unit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:relation_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:contact_of_person": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:contact_of_body": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:contact_of_unit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:contact_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:person_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "governance:person_forget": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    # posted without a picture: there is none of that name
    "governance:begin": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 404, 403, 404, 404, 404)),
    ),
    # the coordinator removes it, so the admin finds nothing
    "governance:relation_remove": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 404, 404, 404, 404)),  # gone since the coordinator removed it
    ),
    "governance:mandate_confirm": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 403, 302, 404, 404)),
    ),
    # the coordinator removes it, so the admin finds nothing
    "governance:contact_remove": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 404, 404, 404, 404)),  # gone since the coordinator removed it
    ),
    # the directory is that of the municipality in view: strangers see their own
    "governance:people": (
        ("get", (302, 200, 200, 200, 200, 200, 404)),
        ("post", (302, 200, 200, 200, 200, 200, 404)),
    ),
    "governance:person_add": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 200, 403, 200, 200, 404)),
    ),
    "governance:doubles": (
        ("get", (302, 403, 200, 403, 200, 200, 404)),
        ("post", (302, 403, 404, 403, 404, 404, 404)),
    ),
    "governance:person": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "governance:person_stored": (("get", (302, 403, 200, 403, 200, 404, 404)),),
    "governance:person_file": (("get", (302, 403, 200, 403, 200, 404, 404)),),
    "goals:list": (("get", ALL),),
    "goals:standing": (("get", ALL),),
    "goals:threads": (("get", ALL),),
    "goals:cycle": (("get", ALL),),
    "goals:needs": (("get", ALL),),
    "registers:agreements": (("get", ALL),),
    "registers:events": (("get", ALL),),
    "registers:actors": (("get", ALL),),
    "registers:benefits": (("get", ALL),),
    "publications:list": (("get", ALL),),
    "goals:goal": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "goals:thread": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "registers:agreement": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "registers:event": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    # without a level in the address there is nothing to keep
    "goals:add": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 404, 403, 404, 404, 403)),
    ),
    "goals:need_add": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "registers:agreement_add": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "registers:event_add": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "registers:actor_add": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "registers:benefit_add": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "publications:add": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "goals:edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "goals:need_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "goals:resolution": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "goals:question": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "registers:agreement_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "registers:party_add": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "registers:party_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    # the coordinator removes it, so the admin finds nothing
    "registers:party_remove": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 404, 404, 404, 404)),
    ),
    "registers:event_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "registers:actor_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "registers:benefit_edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "publications:edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    # an empty answer means: not involved
    "registers:involve": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 302, 403, 302, 404, 404)),
    ),
    "publications:check": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 403, 302, 404, 404)),
    ),
    "projects:list": (("get", ALL),),
    "projects:create": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "projects:detail": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "projects:edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:milestone-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:baseline-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:process": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "projects:note-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:milestone-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:links": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "projects:review-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:review-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:review-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "projects:participation-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:participation-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:participation-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "projects:process-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:process-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:benefit-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:benefit-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:benefit-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "projects:link-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:link-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "projects:link-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:home": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "resources:quickstart": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 422, 403, 422, 422, 403)),
    ),
    "resources:quickstart-file": (("get", (302, 403, 200, 403, 200, 200, 403)),),
    "resources:posts": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "resources:lines": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "resources:grants": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "resources:funds": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "resources:fund": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "resources:knowledge": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    # without the name of an offer there is nothing to ask yet
    "resources:knowledge-create": (
        ("get", (302, 403, 302, 403, 302, 302, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "resources:knowledge-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:knowledge-rename": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:knowledge-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:interface-create": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "resources:interface-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:interface-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:handovers": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "resources:handover": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "resources:handover-pdf": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "resources:handover-start": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "resources:handover-answers": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        # there are answers, and who sends none of their version began before them
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:file": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "resources:post-create": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "resources:line-create": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "resources:grant-create": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "resources:fund-create": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 200, 403, 200, 200, 403)),
    ),
    "resources:contribution-create": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:post-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:post-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:line-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:line-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:grant-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:grant-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:fund-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:fund-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    "resources:contribution-edit": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 200, 403, 200, 404, 404)),
    ),
    "resources:contribution-remove": (
        ("get", (302, 403, 200, 403, 200, 404, 404)),
        ("post", (302, 403, 409, 403, 409, 404, 404)),
    ),
    # a grant without an end has no plan, and no project was chosen
    "resources:backplan": (
        ("get", (302, 200, 200, 200, 200, 404, 404)),
        ("post", (302, 403, 422, 403, 422, 404, 404)),
    ),
    "resources:import": (
        ("get", (302, 403, 200, 403, 200, 200, 403)),
        ("post", (302, 403, 422, 403, 422, 422, 403)),
    ),
    "resources:plans": (
        ("get", (302, 200, 200, 200, 200, 200, 403)),
        ("post", (302, 403, 422, 403, 422, 422, 403)),
    ),
    "resources:plan": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "scenarios:list": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "scenarios:draft": (
        ("get", (302, 200, 200, 200, 200, 200, 403)),
        ("post", (302, 403, 422, 403, 422, 422, 403)),
    ),
    "scenarios:compare": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "scenarios:paper": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    # without two scenarios in the address there is no file
    "scenarios:paper-file": (("get", (302, 404, 404, 404, 404, 404, 403)),),
    "scenarios:scenario": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "reports:home": (("get", ALL),),
    "reports:add": (
        ("get", (302, 403, 200, 200, 403, 200, 403)),
        ("post", (302, 403, 422, 422, 403, 422, 403)),
    ),
    "reports:draft": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "reports:preview": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "reports:edit": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "reports:indicators": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "reports:publish": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "reports:next": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "reports:files": (
        ("get", (302, 403, 405, 405, 403, 404, 404)),
        ("post", (302, 403, 302, 302, 403, 404, 404)),
    ),
    "reports:file": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "reports:edition": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "reports:chapter": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "reports:chapter-move": (
        ("get", (302, 403, 405, 405, 403, 404, 404)),
        ("post", (302, 403, 302, 302, 403, 404, 404)),
    ),
    "monitoring:home": (("get", (302,) * 7),),
    "monitoring:dashboard": (("get", ALL),),
    "monitoring:dashboard-json": (("get", ALL),),
    "monitoring:pdf": (("get", ALL),),
    "monitoring:comparison-xlsx": (("get", (302, 403, 403, 403, 403, 403, 200)),),
    "monitoring:csv": (("get", ALL),),
    "monitoring:indicator": (("get", ALL),),
    "monitoring:indicator-file": (("get", ALL),),
    "monitoring:target": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 200, 403, 403, 404, 404)),
    ),
    "monitoring:catalogue": (("get", ALL),),
    "monitoring:sources": (("get", ALL),),
    "monitoring:indicator-create": (
        ("get", (302, 403, 403, 200, 403, 403, 403)),
        ("post", (302, 403, 403, 422, 403, 403, 403)),
    ),
    # an own indicator of „here“; the shared ones are public
    "monitoring:definition": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "monitoring:definition-change": (
        ("get", (302, 403, 403, 200, 403, 404, 404)),
        ("post", (302, 403, 403, 422, 403, 404, 404)),
    ),
    "monitoring:comparison": (("get", ALL),),
    "monitoring:keep-peers": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 302, 302, 302, 302, 403, 403)),
    ),
    "monitoring:views": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "monitoring:view-create": (
        ("get", (302, 200, 200, 200, 200, 403, 403)),
        # without a Gebiet it is about one's own municipality
        ("post", (302, 422, 422, 422, 422, 422, 403)),
    ),
    # shared within „here“ by the coordinator
    "monitoring:view": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "monitoring:view-edit": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 422, 403, 403, 404, 404)),
    ),
    "monitoring:events": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "monitoring:event-create": (
        ("get", (302, 403, 200, 200, 403, 200, 403)),
        ("post", (302, 403, 422, 422, 403, 422, 403)),
    ),
    "monitoring:event-edit": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "factsheets:list": (("get", ALL),),
    "factsheets:sheet": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "factsheets:pdf": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "factsheets:create": (
        ("get", (302, 403, 200, 200, 403, 200, 200)),
        ("post", (302, 403, 422, 422, 403, 422, 422)),
    ),
    "factsheets:edit": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "situation:page": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "situation:pdf": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "situation:links": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 422, 403, 403, 404, 404)),
    ),
    "situation:revoke": (
        ("get", (302, 403, 405, 403, 403, 404, 404)),
        ("post", (302, 403, 302, 403, 403, 404, 404)),
    ),
    "situation:mailing": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 422, 403, 403, 404, 404)),
    ),
    "situation:edition": (("get", (302, 403, 200, 403, 403, 404, 404)),),
    "situation:approve": (
        ("get", (302, 403, 405, 403, 403, 404, 404)),
        ("post", (302, 403, 302, 403, 403, 404, 404)),
    ),
    "situation:remove-reader": (
        ("get", (302, 403, 405, 403, 403, 404, 404)),
        ("post", (302, 403, 302, 403, 403, 404, 404)),
    ),
    # nobody knows a secret that opens one
    "situation:read": (("get", (404,) * 7),),
    "situation:read-pdf": (("get", (404,) * 7),),
    "surveys:list": (("get", ALL),),
    "surveys:own-list": (("get", (302, 200, 200, 200, 200, 200, 403)),),
    "surveys:own-create": (
        ("get", (302, 403, 200, 200, 403, 200, 403)),
        ("post", (302, 403, 422, 422, 403, 422, 403)),
    ),
    "surveys:own": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "surveys:own-edit": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "surveys:question-add": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "surveys:question-edit": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "surveys:wave-open": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    # without the version that was seen nothing is closed, and the page says so
    "surveys:wave": (
        ("get", (302, 200, 200, 200, 200, 404, 404)),
        ("post", (302, 403, 302, 302, 403, 404, 404)),
    ),
    "surveys:text": (
        ("get", (302, 403, 405, 405, 403, 404, 404)),
        ("post", (302, 403, 302, 302, 403, 404, 404)),
    ),
    "surveys:answer": (("get", (404,) * 7), ("post", (404,) * 7)),
    "surveys:create": (
        ("get", (302, 403, 200, 200, 403, 200, 403)),
        ("post", (302, 403, 422, 422, 403, 422, 403)),
    ),
    "surveys:edit": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 422, 422, 403, 404, 404)),
    ),
    "monitoring:goal": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 200, 403, 403, 404, 404)),
    ),
    "monitoring:answer": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 200, 200, 403, 404, 404)),
    ),
    "monitoring:answer-file": (("get", (404, 200, 200, 200, 200, 404, 404)),),
    "monitoring:provenance": (("get", ALL),),
    # of a publication that is not out yet: for whoever prepares it
    "monitoring:provenance-own": (("get", (404, 403, 200, 200, 403, 404, 404)),),
    "monitoring:entry": (("get", (302, 403, 200, 200, 403, 200, 403)),),
    "monitoring:entry-create": (
        ("get", (302, 403, 403, 200, 403, 403, 403)),
        ("post", (302, 403, 403, 422, 403, 403, 403)),
    ),
    "monitoring:entry-sheet": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 403, 404, 403, 404, 404)),
    ),
    "monitoring:entry-grid": (
        ("get", (302, 403, 200, 200, 403, 404, 404)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:entry-paper": (("get", (302, 403, 200, 200, 403, 404, 404)),),
    # raw values: for those who enter them
    "monitoring:entry-cell": (
        ("get", (302, 403, 403, 200, 403, 404, 404)),
        ("post", (302, 403, 403, 422, 403, 404, 404)),
    ),
    "monitoring:entry-changes": (("get", (302, 403, 403, 200, 403, 404, 404)),),
    "monitoring:entry-workbook": (("get", (302, 403, 403, 200, 403, 404, 404)),),
    # the right to the sheet is asked before the method
    "monitoring:entry-period": (
        ("get", (302, 403, 405, 405, 403, 404, 404)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:entry-upload": (
        ("get", (302, 403, 403, 200, 403, 404, 404)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:evidence-add": (
        ("get", (302, 403, 405, 405, 403, 404, 404)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:evidence": (
        ("get", (302, 403, 403, 200, 403, 404, 404)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:sustainability": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "monitoring:why": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "monitoring:course": (("get", (302, 200, 200, 200, 200, 404, 404)),),
    "monitoring:keep-readings": (
        ("get", (302, 403, 405, 403, 405, 404, 404)),
        ("post", (302, 403, 302, 403, 302, 404, 404)),
    ),
    "monitoring:thresholds": (
        ("get", (302, 403, 200, 403, 403, 404, 404)),
        ("post", (302, 403, 422, 403, 403, 404, 404)),
    ),
    "monitoring:quality": (("get", (302, 403, 200, 200, 403, 200, 403)),),
    "monitoring:own-figures": (("get", ALL),),
    "monitoring:own-figures-file": (("get", ALL),),
    "monitoring:publications": (("get", (302, 403, 200, 200, 403, 200, 403)),),
    "monitoring:publication-create": (
        ("get", (302, 403, 403, 200, 403, 403, 403)),
        ("post", (302, 403, 403, 422, 403, 403, 403)),
    ),
    "monitoring:raw-holding": (
        ("get", (302, 403, 200, 403, 403, 200, 403)),
        ("post", (302, 403, 422, 403, 403, 422, 403)),
    ),
    # the matrix has no source with own values: whoever may, finds none (the page itself: test_publication_pages.py)
    "monitoring:protection-rule": (
        ("get", (302, 403, 403, 404, 403, 403, 403)),
        ("post", (302, 403, 403, 404, 403, 403, 403)),
    ),
    "monitoring:publication": (("get", (302, 403, 200, 200, 403, 404, 404)),),
    "monitoring:publication-file": (("get", (302, 403, 200, 200, 403, 404, 404)),),
    "monitoring:publication-confirm": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:publication-drop": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    # protected values: for the Statistikstelle alone, whose look is on record (test_publication.py)
    "monitoring:publication-secrets": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 403, 403, 403, 404, 404)),
    ),
    "monitoring:imports": (
        ("get", (302, 403, 200, 200, 403, 200, 403)),
        ("post", (302, 403, 422, 422, 403, 422, 403)),
    ),
    "monitoring:import": (("get", (302, 403, 200, 200, 403, 404, 404)),),
    # a checked import has nothing to map: the step leads back to it (the step itself: test_mapping_step.py)
    "monitoring:import-mapping": (
        ("get", (302, 403, 302, 302, 403, 404, 404)),
        ("post", (302, 403, 302, 302, 403, 404, 404)),
    ),
    "monitoring:import-commit": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:import-undo": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
    "monitoring:import-discard": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 302, 302, 403, 404, 404)),
    ),
    "monitoring:import-exclude": (
        ("get", (302, 405, 405, 405, 405, 405, 405)),
        ("post", (302, 403, 403, 302, 403, 404, 404)),
    ),
}

# Routes of packages: whose they are and where they are tested.
PACKAGES = {
    "account_": "allauth: test_accounts.py",
    "mfa_": "allauth: test_accounts.py",
    "usersessions_": "allauth: test_accounts.py",
    "social": "allauth, no address of its own without a provider: test_accounts.py",
    "socialaccount_": "allauth: test_accounts.py",
    "openid_connect_": "allauth: test_accounts.py",
    "admin:": "Django admin: governance/tests/test_admin.py",
}
