public import ArgumentParser
public import EventModel

extension PropertyTable: ExpressibleByArgument {}
