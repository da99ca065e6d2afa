// EventModel: the words of the domain. What is an event, a time, a value, a rejected row?
//
// Everything here is a plain value without files, threads or policy, so that connectors, storage and the query
// engine can speak of the same things without knowing each other.
