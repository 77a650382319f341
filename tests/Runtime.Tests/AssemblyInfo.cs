using Xunit;

// Containers and control groups are the machine's: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
