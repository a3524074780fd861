public override void Step(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            // Large matrices may not fit the second-level cache together: every other step begins with those with which the last one ended.
            ref float turn = ref Place.At(ref work, StreamBuffers._Stream_Turn);
            turn = 1f - turn;
            if (turn != 0f)
            {
                Layers.SimpleRnn1_EarlyStream(ref weights, ref packed, ref work, inputs);
            }

            Layers.SimpleRnn_Stream(ref weights, ref packed, ref work, inputs);
            Layers.SimpleRnn1_Stream(ref weights, ref packed, ref work, inputs);
        }
