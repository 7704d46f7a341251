package main

func (x *evalFlags) draw(evaluation) error { return nil }
