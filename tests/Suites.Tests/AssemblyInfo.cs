// Mounts and loop devices are the machine's: one suite at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
