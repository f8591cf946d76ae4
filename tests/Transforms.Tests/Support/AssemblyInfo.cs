// Counting live native sessions means something only when nothing else scores at the same time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
