// Signs in a text of the upstream's that something was made, although its status says otherwise: ids of runs
// and tasks, words of success or of half a success. Pure; any bytes are fine. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_TEXT_SIGNS_H_
#define UNPOD_SERVER_UNPOD_TEXT_SIGNS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unpod::unpod {

struct Signs {
  bool made = false;    // Something was made, or may have been.
  bool failed = false;  // In its own words creating failed: then it had begun.

  Signs& operator|=(const Signs& other) {
    made = made || other.made;
    failed = failed || other.failed;
    return *this;
  }
};

// In a sentence for people. Its beginning counts; ids are looked for in all of it.
Signs SignsInText(absl::string_view text);

// In a body that is no JSON: a page or plain text. Of a page the visible text counts, piece by piece: its
// scripts and its slogans are not about this request.
Signs SignsInBody(absl::string_view body);

// An id as the upstream makes them stands in it: R or T and 32 hexadecimal digits.
bool HasCreationId(absl::string_view text);
// "R1", "T74802366…": the letter, a digit, and lower-case hexadecimal digits.
bool IsShortId(absl::string_view text);
// One word that may be an id, and is none of those that say that there is none.
bool IsIdLike(absl::string_view text);

// The name, in its words and in lower case: "taskIds", "task_ids" and "Task-IDs" are "task", "ids".
std::vector<std::string> WordsOfName(absl::string_view name);
// Its words are the name of an id of a run, a task or a call: "run_id", "created_task_ids", "flowRunId".
bool NamesCreationId(const std::vector<std::string>& name);
// One of the words for what has been made, begun or put into a queue.
bool IsMadeWord(absl::string_view word);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_TEXT_SIGNS_H_
