// What is under way on a lane, as the end of the process sees it.
#ifndef UNPOD_SERVER_FLOW_IN_FLIGHT_H_
#define UNPOD_SERVER_FLOW_IN_FLIGHT_H_

namespace unpod::flow {

// How near the end of the process is. Each stage is told once, in this order.
enum class Stopping {
  kDraining,  // Nothing new is begun. What could go on for ever (a watch) ends now; calls go on.
  kEnding,    // The time to drain is nearly over. Whoever waits is answered, as soon as the answer is written
              // down.
  kNow,       // Whoever still waits is answered at once.
};

// Registered with its lane for as long as it lives (Lane::Add, Lane::Remove). The lane's thread only.
class InFlight {
 public:
  virtual void OnStopping(Stopping stage) = 0;

 protected:
  virtual ~InFlight() = default;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_IN_FLIGHT_H_
