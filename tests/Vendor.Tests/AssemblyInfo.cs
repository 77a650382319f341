// Some tests change PATH, which all of the process have in common.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
