#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

std::string Says(const std::string& message) {
  return VerdictOn(206, absl::StrCat(R"({"message":")", message, R"("})"));
}

TEST(BusinessError, IsASpaceThatIsNotThereInDriftedWords) {
  for (const char* message :
       {"invalid space token", "INVALID SPACE TOKEN!", "Space not found.", "Space token is invalid.",
        "No such space", "The space does not exist", "The Space doesn't exist.", "Unknown space_token",
        "Space with this token was not found"}) {
    EXPECT_EQ(Says(message), "not_started NOT_FOUND SPACE_NOT_FOUND resource:space") << message;
  }
}

TEST(BusinessError, IsMissingAccessInDriftedWords) {
  for (const char* message :
       {"You don't have access to this space", "You don’t have access to this space.",
        "You do not have permission to create tasks in this Space", "Access denied to this space",
        "No access to this space", "Access denied", "You are not allowed to do this operation",
        "User is not a member of this space", "Editor access required for this space"}) {
    EXPECT_EQ(Says(message), "not_started PERMISSION_DENIED SPACE_ACCESS_DENIED resource:space") << message;
  }
}

TEST(BusinessError, IsAFailedValidationInDriftedWords) {
  for (const char* message : {"There is some Validation error", "Validation failed", "VALIDATION ERROR"}) {
    EXPECT_EQ(Says(message), "not_started INVALID_ARGUMENT UPSTREAM_INVALID") << message;
  }
  EXPECT_EQ(VerdictOn(206, R"({"msg":"?","errors":{"context":["Dieses Feld ist erforderlich."]}})"),
            "not_started INVALID_ARGUMENT UPSTREAM_INVALID context");
  EXPECT_EQ(VerdictOn(206, R"({"data":{"errors":{"pilot":["?"]}}})"),
            "not_started INVALID_ARGUMENT UPSTREAM_INVALID pilot");
}

// What sounds like a check may come from half way: then it may not be called a check.
TEST(BusinessError, IsUnknownWhenInDoubt) {
  for (const char* message : {"",
                              "Error",
                              "Something went wrong",
                              "Task Creation Failed",
                              "task creation failed: invalid space token",
                              "Task creation failed: you don't have access to this space",
                              "Failed to create run: validation error",
                              "Could not create tasks: permission denied",
                              "Error while creating task: access denied",
                              "Task Creation Failed: There is some Validation error",
                              "1 validation error for TaskModel",
                              "2 validation errors for Task",
                              "Failed to access the space store",
                              "Agent not found in this space",
                              "Some tasks of this space were not found",
                              "[Errno 13] Permission denied",
                              "Unable to access storage",
                              "Invalid workspace",
                              "Whitespace not found",
                              "Collection not found for space",
                              "Insufficient balance in space",
                              "No access to the storage bucket of the run",
                              "Run partially stored: you don't have access"}) {
    EXPECT_EQ(Says(message), "unknown FAILED_PRECONDITION TASK_CREATION_FAILED") << message;
  }
}

TEST(BusinessError, IsUnknownWhenItsErrorsAreNoComplaintsAboutFields) {
  for (const char* errors :
       {R"({"message":"x","success":false})", R"({"context":true})", R"({"context":["x"],"store":["y"]})",
        R"({"detail":"x"})", R"({"detail":[]})", R"({"detail":["x"]})", R"(["x"])", "true", "17"}) {
    const std::string body = absl::StrCat(R"({"message":"Invalid Space Token","errors":)", errors, "}");
    EXPECT_EQ(VerdictOn(206, body), "unknown FAILED_PRECONDITION TASK_CREATION_FAILED") << errors;
  }
}

TEST(BusinessError, IsUnknownWhenCreatingFailedWhateverItsErrors) {
  EXPECT_EQ(
      VerdictOn(206,
                R"({"message":"Task Creation Failed","errors":{"context":["This field is required."]}})"),
      "unknown FAILED_PRECONDITION TASK_CREATION_FAILED");
}

TEST(BusinessError, IsUnknownWhenItCannotBeRead) {
  for (const char* body : {"", "null", "[]", "\"Invalid Space Token\"", "<html>Invalid Space Token</html>",
                           R"({"message":"Invalid Space Token")", R"({"message":"Invalid Space Token"} x)"}) {
    EXPECT_EQ(VerdictOn(206, body), "unknown FAILED_PRECONDITION TASK_CREATION_FAILED") << body;
  }
}

TEST(BusinessError, TakesItsWordsFromWhereverTheyStand) {
  const std::string not_found = "not_started NOT_FOUND SPACE_NOT_FOUND resource:space";
  EXPECT_EQ(VerdictOn(206, R"({"error":"Invalid Space Token"})"), not_found);
  EXPECT_EQ(VerdictOn(206, R"({"error":{"message":"Invalid Space Token"}})"), not_found);
  EXPECT_EQ(VerdictOn(206, R"({"detail":"Invalid Space Token","data":null})"), not_found);
  EXPECT_EQ(VerdictOn(206, R"({"message":"Error","data":{"detail":"Invalid Space Token"}})"), not_found);
  EXPECT_EQ(VerdictOn(206, R"({"message":17,"errors":"Invalid Space Token"})"), not_found);
}

}  // namespace
}  // namespace unpod::unpod
