// libtorch counts its tensors for the whole process: live tensors are compared with one test running.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
