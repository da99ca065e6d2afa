public import ArgumentParser
public import Reporting

extension OutputFormat: ExpressibleByArgument {}
