public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            // Large matrices may not fit the second-level cache together: every other step begins with those with which the last one ended.
            ref float turn = ref Unsafe.Add(ref work, StreamBuffers.Turn);
            turn = 1f - turn;
            if (turn != 0f)
            {
                SimpleRnn1EarlyStream(ref weights, ref packed, ref work, inputs);
            }

            SimpleRnnStream(ref weights, ref packed, ref work, inputs);
            SimpleRnn1Stream(ref weights, ref packed, ref work, inputs);
        }
