"""Pure deciding: values in, values out; no clock, no log, no input or output."""
