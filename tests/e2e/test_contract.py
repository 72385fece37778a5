"""The shape of the contract: what callers of every language would feel, and could not be mended after a release."""
from google.protobuf.descriptor import FieldDescriptor

from contract import pb

FILE = pb.DESCRIPTOR
NO_64_BITS_AND_NOTHING_UNSIGNED = {
    FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_UINT64, FieldDescriptor.TYPE_SINT64, FieldDescriptor.TYPE_FIXED64,
    FieldDescriptor.TYPE_SFIXED64, FieldDescriptor.TYPE_UINT32, FieldDescriptor.TYPE_FIXED32}


def fields():
    def of(message):
        yield from message.fields
        for nested in message.nested_types:
            yield from of(nested)
    for message in FILE.message_types_by_name.values():
        yield from of(message)


def names_of(message):
    return set(FILE.message_types_by_name[message].fields_by_name)


def test_its_names_clash_with_nobodys():
    """The vendor's own Python package is `unpod`; Task and TaskStatus are .NET's."""
    assert FILE.package == "unpod_task.v1" and FILE.GetOptions().csharp_namespace == "UnpodTask.V1"
    assert not {"Task", "TaskStatus"} & (set(FILE.message_types_by_name) | set(FILE.enum_types_by_name))
    assert {"CallTask", "TaskState"} <= set(FILE.message_types_by_name) | set(FILE.enum_types_by_name)


def test_one_idea_has_one_name():
    for message in ("CallTask", "Run", "CreateTaskResponse", "RequestRecord", "DocumentResult"):
        assert "upstream_status" in names_of(message) and "status" not in names_of(message), message
    assert {"create_time", "update_time", "document_count"} <= names_of("RequestRecord")
    assert "pilot" in names_of("ListTasksRequest")
    values = {value for enum in FILE.enum_types_by_name.values() for value in enum.values_by_name}
    assert "REQUEST_STATE_NOT_STARTED" in values and not any("REJECTED" in value for value in values)


def test_no_number_is_unsigned_or_a_text_in_json():
    assert [field.full_name for field in fields() if field.type in NO_64_BITS_AND_NOTHING_UNSIGNED] == []


def test_what_may_be_absent_says_so_without_a_wrapper():
    assert not any(field.message_type and field.message_type.full_name.endswith("Value") and
                   field.message_type.full_name != "google.protobuf.Value" for field in fields()
                   if not (field.message_type and field.message_type.GetOptions().map_entry))
    for message, field in (("CallTask", "failure_count"), ("CallTask", "retry_attempt"), ("CallOutput", "cost"),
                           ("RequestRecord", "batch"), ("GetRequestRequest", "batch"), ("ResolveRequestRequest", "batch")):
        assert FILE.message_types_by_name[message].fields_by_name[field].has_presence, (message, field)


def test_reads_say_that_they_may_be_repeated():
    for service in FILE.services_by_name.values():
        for method in service.methods:
            is_marked = method.GetOptions().idempotency_level == method.GetOptions().NO_SIDE_EFFECTS
            assert is_marked == method.name.startswith(("Get", "List", "Watch")), method.full_name


def test_a_result_has_one_shape_everywhere():
    for message in ("CreateTaskResponse", "CreateTasksResponse", "RequestRecord"):
        assert FILE.message_types_by_name[message].fields_by_name["results"].message_type.name == "DocumentResult"
    for message in ("DocumentResult", "RequestRecord"):
        assert FILE.message_types_by_name[message].fields_by_name["failure"].message_type.name == "Failure"
    assert {"dialled_number", "run_id"} <= names_of("DocumentResult")


def test_one_policy_stands_in_both_ways_to_create():
    for message in ("CreateTaskRequest", "CreateTasksHeader"):
        assert FILE.message_types_by_name[message].fields_by_name["policy"].message_type.name == "DocumentPolicy"


def test_variables_are_texts_first():
    document = FILE.message_types_by_name["Document"].fields_by_name
    entry = document["variables"].message_type
    assert entry.GetOptions().map_entry and entry.fields_by_name["value"].type == FieldDescriptor.TYPE_STRING
    assert document["structured_variables"].message_type.full_name == "google.protobuf.Struct"
    assert FILE.message_types_by_name["CallTask"].fields_by_name["document"].message_type.name == "Document"
